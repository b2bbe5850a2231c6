package dev.weir.routing;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How long many things took, counted in classes: each power of two of microseconds has eight of them, so that a quantile
 * is right within 7 %. Takes as much memory as the range that it has seen. Not thread-safe.
 */
final class Durations {
    private static final int BITS = 3;
    private static final int PER_OCTAVE = 1 << BITS;
    private static final long NANOS = 1000;

    private int[] counts = {};
    private int lowest;
    private long total;

    void add(long nanos) {
        int place = place(type(Math.max(0, nanos / NANOS)));
        counts[place]++;
        total++;
    }

    void add(Durations others) {
        for (int i = 0; i < others.counts.length; i++) {
            if (others.counts[i] > 0) {
                int place = place(others.lowest + i);
                counts[place] += others.counts[i];
            }
        }
        total += others.total;
    }

    /** The time that so many in a hundred did not exceed, in nanoseconds; empty if there are none. */
    OptionalLong percentile(int percent) {
        long rank = Math.max(1, (total * percent + 99) / 100);
        for (int i = 0; i < counts.length; i++) {
            rank -= counts[i];
            if (rank <= 0) {
                return OptionalLong.of(middle(lowest + i) * NANOS);
            }
        }
        return OptionalLong.empty();
    }

    private int place(int type) {
        if (counts.length == 0) {
            lowest = type;
            counts = new int[1];
        } else if (type < lowest) {
            int[] wider = new int[counts.length + lowest - type];
            System.arraycopy(counts, 0, wider, lowest - type, counts.length);
            lowest = type;
            counts = wider;
        } else if (type - lowest >= counts.length) {
            counts = Arrays.copyOf(counts, type - lowest + 1);
        }
        return type - lowest;
    }

    /** Below eight each number has a class of its own; above, the three bits behind the first tell the class. */
    private static int type(long micros) {
        int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(micros));
        return (shift << BITS) + (int) (micros >>> shift);
    }

    private static long middle(int type) {
        int shift = Math.max(0, (type >> BITS) - 1);
        long from = (long) (type - (shift << BITS)) << shift;
        return from + (1L << shift) / 2;
    }
}
