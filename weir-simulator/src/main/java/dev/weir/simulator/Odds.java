package dev.weir.simulator;

/**
 * Random numbers without state: a function of the seed, a request's ordinal and what the draw is for.
 *
 * <p>The mixing steps are the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014), applied once per input.
 */
final class Odds {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Odds() {}

    /** A number from 0 (inclusive) to 1 (exclusive). */
    static double fraction(long seed, long ordinal, long purpose) {
        return (mix(mix(mix(seed) + ordinal * GOLDEN) + purpose * GOLDEN) >>> 11) * 0x1.0p-53;
    }

    static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
