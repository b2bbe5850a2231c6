package dev.weir.knowledge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.Parsed;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Target;
import dev.weir.spi.WeirOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Calls as the edge makes them. */
final class KnowledgeCalls {
    private KnowledgeCalls() {}

    static Call chat(String project, String body) {
        return switch (OpenAiChat.readRequest(body.getBytes(StandardCharsets.UTF_8))) {
            case Parsed.Understood<Operation.Chat>(var chat, var options) -> call(project, chat, options);
            case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new AssertionError(refusal);
        };
    }

    static Call embed(String body) {
        return switch (OpenAiEmbeddings.readRequest(body.getBytes(StandardCharsets.UTF_8))) {
            case Parsed.Understood<Operation.Embed>(var embed, var options) -> call("one", embed, options);
            case Parsed.Rejected<Operation.Embed>(var refusal) -> throw new AssertionError(refusal);
        };
    }

    private static Call call(String project, Operation operation, WeirOptions options) {
        Recording recording =
                new Recording(new ExchangeId(KnowledgeServer.IDS.next("ex_")), Clock.SYSTEM, Clock.SYSTEM::nanoTime);
        String model = operation.model();
        return new Call(
                "req_test",
                operation,
                options,
                KnowledgeServer.principal(project, Role.DEVELOPER),
                recording.startedAt().plus(Outbound.Timeouts.LONGEST),
                new Cancellation(),
                List.of(),
                new Target("weir", model.substring(model.indexOf('/') + 1)),
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    /** Pulls a stream to its end, recording it as the trace stage does. */
    static List<Event.Chunk> play(Call call, Answer answer) {
        if (!(answer instanceof Answer.Streamed(Events events))) {
            throw new AssertionError("not a stream: " + answer);
        }
        List<Event.Chunk> chunks = new ArrayList<>();
        try (events) {
            for (Event event = events.next(); event != null; event = events.next()) {
                if (!(event instanceof Event.Chunk chunk)) {
                    throw new AssertionError(event);
                }
                call.recording().add(chunk.deltas());
                chunks.add(chunk);
            }
        }
        return chunks;
    }
}
