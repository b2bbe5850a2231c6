package dev.weir.machine;

import dev.weir.kernel.Clock;
import java.time.Instant;

/** A clock whose calendar can be put right, while its second hand only goes on. */
public final class PutRight implements Clock {
    private Instant now;
    private Instant latest;
    private long seconds;

    public PutRight(Instant start) {
        this.now = start;
        this.latest = start;
    }

    public void forward(long more) {
        now = now.plusSeconds(more);
        seconds += more;
        latest = latest.isAfter(now) ? latest : now;
    }

    public void putBack(long less) {
        now = now.minusSeconds(less);
    }

    /** The furthest that the calendar has been. */
    public Instant latest() {
        return latest;
    }

    /** Where the second hand is. */
    public long second() {
        return seconds;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return seconds * 1_000_000_000;
    }
}
