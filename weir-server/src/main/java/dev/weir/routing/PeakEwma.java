package dev.weir.routing;

/**
 * A latency that believes bad news at once and good news slowly: a peak is taken as it is, anything lower moves the
 * average by its age, and what is not measured again fades, so that a deployment that was slow is tried again. After
 * Finagle's PeakEwma (twitter/finagle, {@code com.twitter.finagle.loadbalancer.PeakEwma}). Not thread-safe.
 */
final class PeakEwma {
    private static final double FADE_NANOS = 10e9;

    private double average;
    private long at;
    private boolean measured;

    void observe(long latencyNanos, long now) {
        double kept = measured ? faded(now) : 0;
        average = latencyNanos > average * kept ? latencyNanos : average * kept + latencyNanos * (1 - kept);
        at = now;
        measured = true;
    }

    boolean isMeasured() {
        return measured;
    }

    /** The average as it was when it was last measured. */
    long lastNanos() {
        return (long) average;
    }

    /** The average as it is believed now. */
    long nanos(long now) {
        return (long) (average * faded(now));
    }

    private double faded(long now) {
        return Math.exp(-Math.max(0, now - at) / FADE_NANOS);
    }
}
