package dev.weir.knowledge;

import dev.weir.dialect.ChatWriter;
import dev.weir.dialect.OpenAiChat;
import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;

/** Writes answers whose text is no longer the provider's, in OpenAI's words; other faces write them anew. */
final class Rewritten {
    private Rewritten() {}

    /** The answer with another text; what it thought, and the tools it calls, stay. */
    static Answer whole(Call call, Answer.Whole answer, String text) {
        List<Delta> deltas = new ArrayList<>();
        deltas.add(Delta.text(text));
        answer.deltas().stream()
                .filter(delta -> delta.choice() == 0)
                .map(Rewritten::withoutText)
                .forEach(deltas::add);
        byte[] json = OpenAiChat.writeAnswer(
                id(call),
                created(call),
                model(call),
                AnswerContent.of(deltas),
                answer.usage() == null ? Usage.NONE : answer.usage());
        return new Answer.Whole(json, deltas, answer.usage());
    }

    /** The stream with another text, said at once. */
    static Answer streamed(Call call, HeldStream answer, String text) {
        ChatWriter.Chunks chunks = chunks(call);
        List<Event> events = new ArrayList<>();
        events.add(new Event.Chunk(chunks.role(), List.of(), null));
        List<Delta> others = answer.others().stream().filter(Rewritten::hasMore).toList();
        others.stream()
                .filter(delta -> !delta.reasoning().isEmpty())
                .forEach(delta -> events.add(piece(chunks, delta)));
        events.add(piece(chunks, Delta.text(text)));
        others.stream().filter(delta -> delta.reasoning().isEmpty()).forEach(delta -> events.add(piece(chunks, delta)));
        if (others.stream().allMatch(delta -> delta.finishReason() == null)) {
            events.add(piece(chunks, Delta.finish("stop")));
        }
        Usage usage = answer.usage();
        if (usage != null) {
            events.add(new Event.Chunk(chunks.usage(usage), List.of(), usage));
        }
        return new Answer.Streamed(new ReadyEvents(events, call.cancellation()));
    }

    static Delta withoutText(Delta delta) {
        return new Delta(
                delta.choice(),
                "",
                delta.reasoning(),
                delta.refusal(),
                delta.toolCall(),
                delta.finishReason(),
                delta.signature());
    }

    /** Whether a delta without text says anything. */
    static boolean hasMore(Delta delta) {
        return !delta.reasoning().isEmpty()
                || !delta.refusal().isEmpty()
                || delta.toolCall() != null
                || delta.finishReason() != null
                || delta.signature() != null;
    }

    static ChatWriter.Chunks chunks(Call call) {
        return OpenAiChat.chunks(id(call), created(call), model(call));
    }

    static Event piece(ChatWriter.Chunks chunks, Delta delta) {
        return new Event.Chunk(chunks.piece(delta), List.of(delta), null);
    }

    private static String id(Call call) {
        return "chatcmpl-" + call.recording().id().value();
    }

    private static long created(Call call) {
        return call.recording().startedAt().getEpochSecond();
    }

    /** The name of the model that answered. */
    private static String model(Call call) {
        Target target = call.recording().target();
        if (target == null) {
            return call.operation().model();
        }
        return target.provider().equals(KnowledgeRoom.PROVIDER) ? target.name() : target.model();
    }
}
