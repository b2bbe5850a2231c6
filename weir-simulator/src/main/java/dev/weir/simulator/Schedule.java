package dev.weir.simulator;

import java.time.Duration;

/** When tokens are due, in nanoseconds; a function of the pace, the seed and the ordinal. */
record Schedule(Duration delay, Pace pace, long seed, long ordinal) {
    /** Keeps these draws apart from those of the fault rules, which use the numbers from 0 on. */
    private static final long PURPOSE = 1L << 32;

    long first() {
        return delay.plus(pace.firstToken()).toNanos();
    }

    /** The time that the gaps from one count to another take together. */
    long between(int fromGap, int toGap) {
        double gap = 1e9 / pace.tokensPerSecond();
        if (gap == 0 || pace.jitter() == 0) {
            return Math.round(gap * (toGap - fromGap));
        }
        double sum = 0;
        for (int i = fromGap; i < toGap; i++) {
            sum += gap * (1 + pace.jitter() * (2 * Odds.fraction(seed, ordinal, PURPOSE + i) - 1));
        }
        return Math.round(sum);
    }
}
