package dev.weir.kernel;

/**
 * What was counted within the last minute. Counted in slots of a second, of which 61 are looked at, so that no window of
 * 60 seconds, wherever it begins, ever holds more than a limit that each addition was compared with: a bucket that
 * fills up again would let twice as much through. Only slots that hold something take memory. A clock that goes
 * backwards stands still here. Not thread-safe.
 */
public final class SlidingMinute {
    private static final int SLOTS = 61;

    /** A ring, oldest first. */
    private long[] seconds = new long[2];

    private long[] counts = new long[2];
    private int first;
    private int size;
    private long sum;

    /** The sum of what is in the window that ends with this second. */
    public long used(long second) {
        forget(latest(second));
        return sum;
    }

    private long latest(long second) {
        return size == 0 ? second : Math.max(second, seconds[at(size - 1)]);
    }

    private int at(int place) {
        return (first + place) % seconds.length;
    }

    private void forget(long second) {
        while (size > 0 && seconds[first] <= second - SLOTS) {
            sum -= counts[first];
            first = at(1);
            size--;
        }
    }

    /**
     * Adds to what is counted.
     *
     * @return the second that it counts in, for {@link #correct}: this one, unless the clock went backwards
     */
    public long add(long count, long second) {
        long now = latest(second);
        forget(now);
        if (size == 0 || seconds[at(size - 1)] != now) {
            append(now);
        }
        counts[at(size - 1)] += count;
        sum += count;
        return now;
    }

    private void append(long second) {
        if (size == seconds.length) {
            grow();
        }
        seconds[at(size)] = second;
        counts[at(size)] = 0;
        size++;
    }

    private void grow() {
        long[] ordered = new long[Math.min(SLOTS, 2 * size)];
        long[] orderedCounts = new long[ordered.length];
        for (int i = 0; i < size; i++) {
            ordered[i] = seconds[at(i)];
            orderedCounts[i] = counts[at(i)];
        }
        seconds = ordered;
        counts = orderedCounts;
        first = 0;
    }

    /** Puts right what was added in that second, unless it has left the window. */
    public void correct(long difference, long second) {
        for (int i = 0; i < size; i++) {
            int slot = at(i);
            if (seconds[slot] == second) {
                long changed = Math.max(0, counts[slot] + difference);
                sum += changed - counts[slot];
                counts[slot] = changed;
                return;
            }
        }
    }

    /**
     * How many seconds until there is room for so much; what exceeds the limit itself has room in an empty window.
     */
    public long secondsUntilRoomFor(long count, long limit, long second) {
        long now = latest(second);
        long excess = used(now) + Math.min(count, limit) - limit;
        long wait = 0;
        for (int i = 0; excess > 0 && i < size; i++) {
            excess -= counts[at(i)];
            wait = seconds[at(i)] + SLOTS - second;
        }
        return wait;
    }

    /** How many seconds until all that was counted has left the window. */
    public long secondsUntilEmpty(long second) {
        return used(second) == 0 ? 0 : seconds[at(size - 1)] + SLOTS - second;
    }
}
