package dev.weir.limits;

import dev.weir.spi.Priority;
import org.jspecify.annotations.Nullable;

/** A call that waits. Its queue's lock guards what changes. */
final class Ticket {
    private final Caller caller;
    private final Priority priority;
    private final long bytes;
    private final long arrived;
    private final long startBy;
    private final Holder holder;
    /** The line it stands in; null when it waits no longer. */
    @Nullable
    KeyLine line;

    /**
     * @param bytes memory that it takes up while it waits
     * @param arrived by the queue's clock, in nanoseconds
     * @param startBy when it is too late to begin, by the same clock; {@link Long#MAX_VALUE} if never
     */
    Ticket(Caller caller, Priority priority, long bytes, long arrived, long startBy, Holder holder) {
        this.caller = caller;
        this.priority = priority;
        this.bytes = bytes;
        this.arrived = arrived;
        this.startBy = startBy;
        this.holder = holder;
    }

    /** Hears exactly once what becomes of the call, on whatever thread made room; must not block. */
    interface Holder {
        /** A place was taken for it, which must be left. */
        void admitted(long waitedNanos);

        void shed(Shed reason, long waitedNanos);
    }

    Caller caller() {
        return caller;
    }

    Priority priority() {
        return priority;
    }

    long bytes() {
        return bytes;
    }

    long arrived() {
        return arrived;
    }

    boolean isTooLate(long now) {
        return startBy != Long.MAX_VALUE && now - startBy >= 0;
    }

    Holder holder() {
        return holder;
    }
}
