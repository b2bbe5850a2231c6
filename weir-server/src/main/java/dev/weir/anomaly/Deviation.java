package dev.weir.anomaly;

import java.util.List;

/**
 * How far a value is from what is usual: the modified z-score of Iglewicz and Hoaglin ("How to Detect and Handle
 * Outliers", 1993), 0.6745 times the distance to the median by the median absolute deviation (MAD), which outliers in the
 * history itself hardly move. They call 3.5 an outlier; so does this.
 *
 * <p>A history that hardly varies would make any change an outlier. The MAD is therefore taken as a tenth of the median
 * at least, and as a floor that the measure gives.
 *
 * @param value what is judged
 * @param median of the history
 * @param mad the median absolute deviation of the history, or what is taken for it
 * @param history how many values it has
 */
record Deviation(double value, double median, double mad, int history) {
    static final double OUTLIER = 3.5;
    /** The 0.75 quantile of the standard normal distribution: makes the MAD comparable with a standard deviation. */
    private static final double SCALE = 0.6745;

    private static final double LEAST_SHARE = 0.1;

    /**
     * @param history at least one value
     * @param floor the least MAD, in the measure's unit
     */
    static Deviation of(double value, List<Double> history, double floor) {
        double median = median(history);
        double mad =
                median(history.stream().map(each -> Math.abs(each - median)).toList());
        return new Deviation(value, median, Math.max(Math.max(mad, LEAST_SHARE * median), floor), history.size());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double score() {
        return SCALE * (value - median) / mad;
    }

    /** Whether it is far above what is usual. Far below is nobody's bill. */
    boolean isUnusual() {
        return score() > OUTLIER;
    }
}
