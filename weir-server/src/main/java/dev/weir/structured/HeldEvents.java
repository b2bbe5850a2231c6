package dev.weir.structured;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that was awaited to its end, to be told again. */
final class HeldEvents implements Events {
    private final Events source;
    private final ArrayDeque<Event> held = new ArrayDeque<>();
    private boolean broken;

    private HeldEvents(Events source) {
        this.source = source;
    }

    static HeldEvents all(Events source) {
        HeldEvents events = new HeldEvents(source);
        for (Event event = source.next(); event != null; event = source.next()) {
            events.held.add(event);
            events.broken |= event instanceof Event.Failed;
        }
        return events;
    }

    /** Whether it ended with a failure. */
    boolean isBroken() {
        return broken;
    }

    AnswerContent content() {
        return StructuredStage.content(List.copyOf(held));
    }

    @Override
    public @Nullable Event next() {
        return held.poll();
    }

    @Override
    public void close() {
        source.close();
    }
}
