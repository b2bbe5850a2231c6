package dev.weir.bench;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Times in steps of a tenth of a millisecond, up to a minute. */
final class Histogram {
    private static final int STEP_MICROS = 100;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(600_001);

    void add(long micros) {
        counts.incrementAndGet((int) Math.min(counts.length() - 1, Math.max(0, micros / STEP_MICROS)));
    }

    /** In milliseconds: the upper edge of the step in which that fraction is reached; 0 if there are no times. */
    double at(double fraction) {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        long wanted = (long) Math.ceil(all * fraction);
        long seen = 0;
        for (int i = 0; i < counts.length() && all > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return (i + 1) * STEP_MICROS / 1000.0;
            }
        }
        return 0;
    }
}
