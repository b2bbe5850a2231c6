package dev.weir.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of a deployment's limits is used now. Requests and tokens are those of the last minute, null where they have no
 * limit; the latency is the one last measured, null before the first answer.
 */
public record LimitUse(
        int inFlight,
        @Nullable Long concurrency,
        @Nullable Long requests,
        @Nullable Long rpm,
        @Nullable Long tokens,
        @Nullable Long tpm,
        @Nullable Long latencyMs) {

    static LimitUse of(Deployment deployment) {
        Load.Used used = deployment.load().used();
        Limits limits = deployment.limits();
        Duration latency = used.lastLatency();
        return new LimitUse(
                used.inFlight(),
                limits.concurrency(),
                used.requests(),
                limits.rpm(),
                used.tokens(),
                limits.tpm(),
                latency == null ? null : latency.toMillis());
    }
}
