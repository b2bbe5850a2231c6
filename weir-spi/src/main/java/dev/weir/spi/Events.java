package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed answer, pulled one at a time by one thread. Whoever decorates a stream finishes its own
 * work when the stream ends or is closed, however that comes about, and closes what it decorates.
 */
public interface Events extends AutoCloseable {
    /** The next event, waiting for it if need be; null after the last one, and after {@link Event.Failed}. */
    @Nullable
    Event next();

    /** Ends the stream early or after its last event; cancels what still runs upstream. May be called twice. */
    @Override
    void close();
}
