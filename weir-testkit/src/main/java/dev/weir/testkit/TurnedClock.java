package dev.weir.testkit;

import dev.weir.kernel.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The system's clock, set to another time and turned forward now and then: for a whole server, whose calls last as long
 * as they last, when a test cannot wait for the end of a day or of a month. Read by any thread, turned
 * by one.
 */
public final class TurnedClock implements Clock {
    private volatile Duration ahead;

    public TurnedClock(Instant now) {
        this.ahead = Duration.between(Instant.now(), now);
    }

    /** Time passes. */
    public void forward(Duration time) {
        ahead = ahead.plus(time);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + ahead.toNanos();
    }
}
