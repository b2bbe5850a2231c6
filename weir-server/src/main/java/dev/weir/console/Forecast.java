package dev.weir.console;

import java.util.List;
import java.util.Optional;

/**
 * What a month will have cost at its end. The days that are left are taken to be like the last whole weeks before today:
 * their mean, and as many standard deviations around it as 95% of such sums need (a prediction interval of n further
 * values from m earlier ones, t with m - 1 degrees of freedom: {@code t · s · sqrt(n + n²/m)}). Whole weeks, because
 * week-ends differ. It knows of no trend and no plan. An estimate, in floating point; what was spent is exact and stays
 * out of it.
 *
 * @param low never less than what is spent already
 * @param days how many earlier days it rests on
 */
public record Forecast(double expected, double low, double high, int days) {
    private static final int WEEK = 7;
    private static final int MOST = 4 * WEEK;

    /** Quantiles of .975 of Student's t with 6, 13, 20 and 27 degrees of freedom. */
    private static final double[] T = {2.447, 2.160, 2.086, 2.052};

    /**
     * @param history the cost of each day before today, the newest last; the days before the first call left out
     * @param spent this month, today included
     * @param left how many days of the month are left, the rest of today as a fraction
     * @return empty where there are not enough days to say anything
     */
    static Optional<Forecast> of(List<Double> history, double spent, double left) {
        int weeks = Math.min(history.size(), MOST) / WEEK;
        if (weeks == 0) {
            return Optional.empty();
        }
        int m = weeks * WEEK;
        List<Double> days = history.subList(history.size() - m, history.size());
        double mean = days.stream().mapToDouble(day -> day).sum() / m;
        double squares =
                days.stream().mapToDouble(day -> (day - mean) * (day - mean)).sum();
        double margin = T[weeks - 1] * Math.sqrt(squares / (m - 1)) * Math.sqrt(left + left * left / m);
        double expected = spent + left * mean;
        return Optional.of(new Forecast(expected, Math.max(spent, expected - margin), expected + margin, m));
    }
}
