package dev.weir.anomaly;

import java.time.Instant;

/** Hours of UTC, numbered from 1970 on. */
final class Hour {
    private static final long SECONDS = 3_600;

    private Hour() {}

    static long of(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SECONDS);
    }

    static Instant start(long hour) {
        return Instant.ofEpochSecond(hour * SECONDS);
    }
}
