package dev.weir.kernel;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that answers may take while they are made, in bytes. Thread-safe. */
public final class Headroom {
    private volatile long each;
    private volatile long all;
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param each for one answer
     * @param all for all together
     */
    public Headroom(long each, long all) {
        this.each = each;
        this.all = all;
    }

    public void change(long forEach, long forAll) {
        each = forEach;
        all = forAll;
    }

    /**
     * Takes room for more of an answer. If it does not fit, nothing of it is taken.
     *
     * @param size of the answer with what is added
     * @param more what is added
     */
    public boolean holds(long size, long more) {
        if (size > each) {
            return false;
        }
        boolean fits = taken.addAndGet(more) <= all;
        if (!fits) {
            give(more);
        }
        return fits;
    }

    public void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    public long taken() {
        return taken.get();
    }
}
