package dev.weir.idempotency;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that answers may take while they are made, in bytes. Thread-safe. */
final class Room {
    private volatile long each;
    private final long all;
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param each for one answer
     * @param all for all together
     */
    Room(long each, long all) {
        this.each = each;
        this.all = all;
    }

    void each(long changed) {
        each = changed;
    }

    /**
     * Takes room for more of an answer. If it does not fit, nothing of it is taken.
     *
     * @param size of the answer with what is added
     * @param more what is added
     */
    boolean holds(long size, long more) {
        if (size > each) {
            return false;
        }
        boolean fits = taken.addAndGet(more) <= all;
        if (!fits) {
            give(more);
        }
        return fits;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
