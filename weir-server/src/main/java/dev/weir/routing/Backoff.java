package dev.weir.routing;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before asking again: anything from nothing to a bound that doubles with each failure up to a cap,
 * the "full jitter" of Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param first the bound after the first failure
 */
record Backoff(Duration first) {
    static final Duration CAP = Duration.ofSeconds(8);

    private static final int MOST_DOUBLINGS = 20;

    /**
     * @param failures how many there were, from 1
     */
    Duration after(int failures, RandomGenerator random) {
        long bound = Math.min(CAP.toNanos(), Math.min(first.toNanos(), CAP.toNanos()) << doublings(failures));
        return Duration.ofNanos(bound <= 0 ? 0 : random.nextLong(bound + 1));
    }

    private static int doublings(int failures) {
        return Math.clamp(failures - 1L, 0, MOST_DOUBLINGS);
    }
}
