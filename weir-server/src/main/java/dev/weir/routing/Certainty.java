package dev.weir.routing;

/**
 * How sure a model was of its tokens. The mean is the geometric one, the root of their product, which does not punish
 * a long answer for its length. One thread uses it.
 */
final class Certainty {
    private double sum;
    private double lowest;
    private long count;

    void add(double logarithm) {
        double bounded = Math.min(0, logarithm);
        sum += bounded;
        lowest = Math.min(lowest, bounded);
        count++;
    }

    boolean isKnown() {
        return count > 0;
    }

    double mean() {
        return Math.exp(sum / count);
    }

    double lowest() {
        return Math.exp(lowest);
    }
}
