package dev.weir.edge;

import dev.weir.dialect.ChatWriter;
import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes in OpenAI's words what was answered in another dialect. */
final class TranslatedChat {
    private final Call call;
    private ChatWriter.@Nullable Chunks chunks;
    private @Nullable Usage usage;

    TranslatedChat(Call call) {
        this.call = call;
    }

    static byte[] whole(Call call, Answer.Whole whole) {
        return OpenAiChat.writeAnswer(
                id(call),
                created(call),
                Exchanged.model(call),
                AnswerContent.of(whole.deltas()),
                whole.usage() == null ? Usage.NONE : whole.usage());
    }

    /** The first one says who speaks. */
    List<byte[]> events(Event.Chunk chunk) {
        List<byte[]> events = new ArrayList<>(1);
        if (chunks == null) {
            chunks = OpenAiChat.chunks(id(call), created(call), Exchanged.model(call));
            events.add(chunks.role());
        }
        usage = chunk.usage() == null ? usage : chunk.usage();
        for (Delta delta : chunk.deltas()) {
            events.add(chunks.piece(delta));
        }
        return events;
    }

    /** The usage event, when the stream is over; null if none was stated. */
    byte @Nullable [] usage() {
        return chunks == null || usage == null ? null : chunks.usage(usage);
    }

    private static String id(Call call) {
        return "chatcmpl-" + call.recording().id().value();
    }

    private static long created(Call call) {
        return call.recording().startedAt().getEpochSecond();
    }
}
