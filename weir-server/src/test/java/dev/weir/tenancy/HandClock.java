package dev.weir.tenancy;

import dev.weir.kernel.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that moves when told to. */
final class HandClock implements Clock {
    private volatile Instant now = Instant.parse("2026-03-04T05:06:07Z");

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }
}
