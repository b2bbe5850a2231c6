package dev.weir.knowledge.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How sure a mean is: the percentile bootstrap over questions (Efron and Tibshirani, An Introduction to the Bootstrap,
 * 1993, chapters 13 and 16). Two ways of searching are compared on the same questions, question by question. The same
 * values give the same interval, because the resamples are drawn from a fixed seed.
 */
public final class Bootstrap {
    private static final int RESAMPLES = 10_000;
    private static final long SEED = 20_261_122L;
    private static final double TAIL = .025;

    private Bootstrap() {}

    /** A mean and its 95 % confidence interval. */
    public record Interval(double mean, double low, double high) {}

    /**
     * How much one way is above another on the same questions, with its 95 % confidence interval.
     *
     * @param p two-sided: how often a difference at least as far on the other side of zero would be drawn
     */
    public record Difference(double mean, double low, double high, double p) {
        /** Whether zero is outside of the interval. */
        public boolean isSignificant() {
            return low > 0 || high < 0;
        }
    }

    /** The mean of one value a question; all zero where there is none. */
    public static Interval mean(double[] values) {
        double[] means = resampled(values);
        return new Interval(average(values), quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    /**
     * The mean of {@code a[i] - b[i]}.
     *
     * @throws IllegalArgumentException where there are not as many of both
     */
    public static Difference paired(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " values against " + b.length);
        }
        double[] differences = new double[a.length];
        Arrays.setAll(differences, i -> a[i] - b[i]);
        double[] means = resampled(differences);
        return new Difference(average(differences), quantile(means, TAIL), quantile(means, 1 - TAIL), twoSided(means));
    }

    private static double[] resampled(double[] values) {
        double[] means = new double[RESAMPLES];
        if (values.length > 0) {
            SplittableRandom random = new SplittableRandom(SEED);
            Arrays.setAll(means, _ -> drawn(values, random));
            Arrays.sort(means);
        }
        return means;
    }

    private static double drawn(double[] values, SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[random.nextInt(values.length)];
        }
        return sum / values.length;
    }

    private static double average(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static double twoSided(double[] means) {
        long below = Arrays.stream(means).filter(mean -> mean <= 0).count();
        long above = Arrays.stream(means).filter(mean -> mean >= 0).count();
        return Math.min(1, 2.0 * (Math.min(below, above) + 1) / (means.length + 1));
    }
}
