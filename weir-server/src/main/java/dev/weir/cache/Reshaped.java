package dev.weir.cache;

import dev.weir.dialect.ChatWriter;
import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the other shape, written in OpenAI's chat dialect; faces of other dialects write it anew from its deltas
 * as they do with any answer.
 */
final class Reshaped {
    private Reshaped() {}

    static List<Event.Chunk> stream(Answer.Whole whole, Call call, String model) {
        ChatWriter.Chunks writer = OpenAiChat.chunks(id(call), created(call), model);
        List<Event.Chunk> chunks = new ArrayList<>();
        chunks.add(new Event.Chunk(writer.role(), List.of(), null));
        for (Delta delta : whole.deltas()) {
            for (Delta piece : pieces(delta)) {
                chunks.add(new Event.Chunk(writer.piece(piece), List.of(piece), null));
            }
        }
        if (whole.usage() != null) {
            chunks.add(new Event.Chunk(writer.usage(whole.usage()), List.of(), whole.usage()));
        }
        return chunks;
    }

    /** The end of a choice is an event of its own. */
    private static List<Delta> pieces(Delta delta) {
        if (delta.finishReason() == null) {
            return List.of(delta);
        }
        Delta content =
                new Delta(delta.choice(), delta.text(), delta.reasoning(), delta.refusal(), delta.toolCall(), null);
        Delta end = new Delta(delta.choice(), "", "", "", null, delta.finishReason());
        boolean empty = delta.text().isEmpty()
                && delta.reasoning().isEmpty()
                && delta.refusal().isEmpty()
                && delta.toolCall() == null;
        return empty ? List.of(end) : List.of(content, end);
    }

    static Answer.Whole whole(List<Event.Chunk> chunks, Call call, String model) {
        List<Delta> deltas = new ArrayList<>();
        @Nullable Usage usage = null;
        for (Event.Chunk chunk : chunks) {
            deltas.addAll(chunk.deltas());
            usage = chunk.usage() == null ? usage : chunk.usage();
        }
        AnswerContent content = AnswerContent.of(deltas);
        byte[] json =
                OpenAiChat.writeAnswer(id(call), created(call), model, content, usage == null ? Usage.NONE : usage);
        return new Answer.Whole(Dialect.OPENAI_CHAT, json, deltas, usage);
    }

    private static String id(Call call) {
        return "chatcmpl-" + call.recording().id().value();
    }

    private static long created(Call call) {
        return call.recording().startedAt().getEpochSecond();
    }
}
