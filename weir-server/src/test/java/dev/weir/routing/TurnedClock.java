package dev.weir.routing;

import dev.weir.kernel.Clock;
import java.time.Duration;
import java.time.Instant;

/** Stands still until it is turned. */
final class TurnedClock implements Clock {
    private long nanos = 1_000_000_000_000L;

    void forward(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }
}
