package dev.weir.tests;

import dev.weir.kernel.Clock;
import java.time.Duration;
import java.time.Instant;

/** The system's clock, set to another hour of the day and turned forward now and then. */
final class TurnedClock implements Clock {
    private volatile Duration ahead;

    TurnedClock(Instant now) {
        this.ahead = Duration.between(Instant.now(), now);
    }

    void forward(Duration time) {
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
