package dev.weir.routing;

import java.util.Arrays;
import java.util.OptionalLong;

/** How long the latest answers took to begin, in nanoseconds. Thread-safe. */
final class RecentTimes {
    private static final int KEPT = 200;
    /** Below this many a percentile says little. */
    private static final int ENOUGH = 20;

    private final long[] times = new long[KEPT];
    private long count;

    synchronized void add(long nanos) {
        times[(int) (count++ % KEPT)] = nanos;
    }

    /** The time that so many in a hundred did not exceed; empty while there are too few. */
    synchronized OptionalLong percentile(int percent) {
        int size = (int) Math.min(count, KEPT);
        if (size < ENOUGH) {
            return OptionalLong.empty();
        }
        long[] sorted = Arrays.copyOf(times, size);
        Arrays.sort(sorted);
        return OptionalLong.of(sorted[(size * percent + 99) / 100 - 1]);
    }
}
