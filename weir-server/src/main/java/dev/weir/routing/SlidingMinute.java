package dev.weir.routing;

import java.util.Arrays;

/**
 * How much of a limit was used within the last minute. Counted in slots of a second, of which 61 are looked at, so that
 * no window of 60 seconds, wherever it begins, ever holds more than the limit: a bucket that fills up again would let
 * twice as much through a provider's minute. Not thread-safe.
 */
final class SlidingMinute {
    private static final int SLOTS = 61;

    private final long limit;
    private final long[] counts = new long[SLOTS];
    private final long[] seconds = new long[SLOTS];

    SlidingMinute(long limit) {
        this.limit = limit;
        Arrays.fill(seconds, Long.MIN_VALUE / 2);
    }

    long used(long second) {
        long sum = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            sum += isWithin(slot, second) ? counts[slot] : 0;
        }
        return sum;
    }

    private boolean isWithin(int slot, long second) {
        return seconds[slot] > second - SLOTS && seconds[slot] <= second;
    }

    void add(long count, long second) {
        int slot = Math.floorMod(second, SLOTS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts[slot] = 0;
        }
        counts[slot] += count;
    }

    /** Puts right what was added in that second, unless it has left the window. */
    void correct(long difference, long second) {
        int slot = Math.floorMod(second, SLOTS);
        if (seconds[slot] == second) {
            counts[slot] = Math.max(0, counts[slot] + difference);
        }
    }

    /** How many seconds until there is room for so much; what exceeds the limit itself has room in an empty window. */
    long secondsUntilRoomFor(long count, long second) {
        long excess = used(second) + Math.min(count, limit) - limit;
        long wait = 0;
        for (long past = second - SLOTS + 1; excess > 0 && past <= second; past++) {
            int slot = Math.floorMod(past, SLOTS);
            if (seconds[slot] == past) {
                excess -= counts[slot];
                wait = past + SLOTS - second;
            }
        }
        return wait;
    }
}
