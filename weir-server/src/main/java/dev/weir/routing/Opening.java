package dev.weir.routing;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose first content is there. What came before it waits in a queue, so that a stream that breaks before it
 * has said anything is a failure like any other and no caller has seen of it.
 */
final class Opening implements Events {
    private final Events source;
    private final ArrayDeque<Event> held = new ArrayDeque<>(2);

    private Opening(Events source) {
        this.source = source;
    }

    /** The answer, once it has content; a stream that broke before is closed and refused. */
    static Answer await(Answer answer) {
        if (!(answer instanceof Answer.Streamed streamed)) {
            return answer;
        }
        Opening opening = new Opening(streamed.events());
        Event event = opening.hold();
        while (event instanceof Event.Chunk chunk && isSilent(chunk)) {
            event = opening.hold();
        }
        if (event instanceof Event.Failed failed) {
            opening.close();
            return failed.refusal();
        }
        return new Answer.Streamed(opening);
    }

    private @Nullable Event hold() {
        Event event = source.next();
        if (event != null) {
            held.add(event);
        }
        return event;
    }

    /** Whether it adds nothing, such as the event that only names the role, or begins to count. */
    static boolean isSilent(Event.Chunk chunk) {
        return (chunk.usage() == null || chunk.usage().estimated())
                && chunk.deltas().stream().allMatch(Opening::isSilent);
    }

    private static boolean isSilent(Delta delta) {
        return delta.text().isEmpty()
                && delta.reasoning().isEmpty()
                && delta.refusal().isEmpty()
                && delta.toolCall() == null
                && delta.finishReason() == null;
    }

    @Override
    public @Nullable Event next() {
        Event event = held.poll();
        return event == null ? source.next() : event;
    }

    @Override
    public void close() {
        source.close();
    }
}
