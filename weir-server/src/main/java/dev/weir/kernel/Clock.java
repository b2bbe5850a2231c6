package dev.weir.kernel;

import java.time.Instant;
import java.time.InstantSource;

/** The only place where time comes from. Handed in wherever time matters, so that tests can turn it. */
public interface Clock extends InstantSource {
    Clock SYSTEM = new Clock() {
        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    /** A monotonic clock for durations, in nanoseconds from an arbitrary origin. */
    long nanoTime();
}
