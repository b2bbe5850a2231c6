package dev.weir.routing;

import dev.weir.spi.Target;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's calls may do when a deployment fails.
 *
 * @param breaker when a deployment is left alone; null never leaves it alone
 * @param hedge when another deployment is asked before the first has failed; null for never
 * @param traits what is known of the deployments; one that is missing has {@link Traits#UNKNOWN}
 */
public record FaultPolicy(
        Retries retries, @Nullable Trip breaker, @Nullable HedgePolicy hedge, Map<Target, Traits> traits) {
    /** One attempt, whatever became of the last one. */
    public static final FaultPolicy NONE = new FaultPolicy(new Retries(0, Duration.ZERO), null, null, Map.of());

    public FaultPolicy {
        traits = Map.copyOf(traits);
    }

    /**
     * @param max how often a deployment may be asked again within one call
     * @param backoff the most to wait before the first time; it doubles each time
     */
    public record Retries(int max, Duration backoff) {}

    /**
     * @param failures how many within the window open the breaker
     * @param probeAfter how long it stays open before one call may try
     */
    public record Trip(int failures, Duration window, Duration probeAfter) {}

    /**
     * @param context the most tokens that a request may have; null if that is not known
     * @param prefill whether an answer that was begun may be handed over to be continued
     */
    public record Traits(@Nullable Long context, boolean prefill) {
        public static final Traits UNKNOWN = new Traits(null, false);
    }

    Traits traits(Target target) {
        return traits.getOrDefault(target, Traits.UNKNOWN);
    }

    /** Whether {@code other} is known to take longer requests than {@code target}. */
    boolean takesMore(Target other, Target target) {
        Long has = traits(target).context();
        Long offers = traits(other).context();
        return has != null && offers != null && offers > has;
    }
}
