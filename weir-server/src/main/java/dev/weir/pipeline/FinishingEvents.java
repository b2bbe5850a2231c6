package dev.weir.pipeline;

import dev.weir.spi.Event;
import dev.weir.spi.Events;
import org.jspecify.annotations.Nullable;

/**
 * A stream's events, watched: every event passes {@link #seen}, and {@link #finished} is told exactly once how it
 * ended, before the end is passed on.
 */
public abstract class FinishingEvents implements Events {
    private final Events source;
    private boolean over;

    protected FinishingEvents(Events source) {
        this.source = source;
    }

    /** How a stream ended. */
    public enum Ending {
        /** The last event was passed on. */
        COMPLETE,
        /** {@link Event.Failed} was passed on. */
        FAILED,
        /** Closed before its end: the client left, or nobody wants the rest. */
        CLOSED
    }

    /** Looks at an event, may replace it, and drops it by returning null. */
    protected abstract @Nullable Event seen(Event event);

    protected abstract void finished(Ending ending);

    @Override
    public final @Nullable Event next() {
        while (!over) {
            Event event = source.next();
            Event passed = event == null ? null : seen(event);
            if (event == null || event instanceof Event.Failed) {
                end(event == null ? Ending.COMPLETE : Ending.FAILED);
            }
            if (passed != null) {
                return passed;
            }
        }
        return null;
    }

    private void end(Ending ending) {
        if (!over) {
            over = true;
            finished(ending);
        }
    }

    @Override
    public final void close() {
        try {
            source.close();
        } finally {
            end(Ending.CLOSED);
        }
    }
}
