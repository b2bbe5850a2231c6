package dev.weir.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is turned. Its calendar can be put right, while its second hand only goes on, and
 * shows less than nothing at first, as a real one may. Read by any thread, turned by one.
 */
public final class HandClock implements Clock {
    private final AtomicLong nanos = new AtomicLong(-3_500_000_000L);
    private volatile Instant now;

    public HandClock() {
        this(Instant.parse("2026-03-04T05:06:07Z"));
    }

    public HandClock(Instant start) {
        this.now = start;
    }

    /** Time passes. */
    public void forward(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    /** The calendar alone is moved, by less than nothing to put it back. */
    public void turnCalendar(Duration time) {
        now = now.plus(time);
    }

    /** The calendar alone is set. */
    public void setCalendar(Instant to) {
        now = to;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }
}
