package dev.weir.config;

import java.time.Duration;

@Doc("When a deployment that keeps failing is left alone.")
public record BreakerConfig(
        @Doc("How many calls must fail within the window, in a row or as half of all.") @Default("5") @Range(min = 1)
        int failures,

        @Doc("How long a failure counts.") @Default("30s") Duration window,

        @Doc("After how long one call may probe whether the deployment is back.") @Default("15s")
        Duration probeAfter) {
    public BreakerConfig {
        if (window.isZero() || probeAfter.isZero()) {
            throw new IllegalArgumentException("window and probe_after are longer than 0");
        }
    }
}
