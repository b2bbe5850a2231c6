package dev.weir.routing;

import dev.weir.metering.Price;
import dev.weir.spi.Capability;
import dev.weir.spi.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A public model and the state of its deployments.
 *
 * @param maxCost a decimal; null for no ceiling
 * @param faults what happens when a deployment fails or is slow
 * @param cascade when the next deployment is asked although one has answered; null unless the strategy is cascade
 */
public record ModelOverview(
        String name,
        String strategy,
        List<String> regions,
        @Nullable String maxCost,
        Faults faults,
        Explanation.@Nullable Cascading cascade,
        List<Entry> deployments) {

    /**
     * What happens when a deployment fails or is slow; times in milliseconds.
     *
     * @param firstTokenMs how long a deployment may take to begin
     * @param retries how often a deployment may be asked again
     * @param hedge when another one is asked, too, such as {@code 800 ms} or {@code p95}; null for never
     * @param breaker null if none is left alone
     */
    public record Faults(
            long firstTokenMs,
            long totalMs,
            int retries,
            @Nullable String hedge,
            @Nullable Trip breaker) {
        static Faults of(Models.Model model) {
            FaultPolicy policy = model.faults();
            FaultPolicy.Trip trip = policy.breaker();
            return new Faults(
                    model.timeouts().head().toMillis(),
                    model.timeouts().total().toMillis(),
                    policy.retries().max(),
                    hedge(policy.hedge()),
                    trip == null
                            ? null
                            : new Trip(
                                    trip.failures(),
                                    trip.window().toMillis(),
                                    trip.probeAfter().toMillis()));
        }

        private static @Nullable String hedge(@Nullable HedgePolicy policy) {
            return switch (policy) {
                case null -> null;
                case HedgePolicy.After(Duration time) -> time.toMillis() + " ms";
                case HedgePolicy.AfterPercentile(int percent) -> "p" + percent;
            };
        }
    }

    /** So many failures within so long open the breaker, and so much later a call may try. */
    public record Trip(int failures, long windowMs, long probeAfterMs) {}

    /**
     * A deployment.
     *
     * @param preferredFor what the strategy sends there before the others, in words; empty if it does not tell
     * @param price in words; null if it is not known
     */
    public record Entry(
            String deployment,
            String preferredFor,
            int weight,
            @Nullable Long context,
            List<String> regions,
            List<String> capabilities,
            Map<String, String> tags,
            @Nullable String price,
            LimitUse used) {

        static Entry of(Deployment deployment, String preferredFor, @Nullable Price price) {
            return new Entry(
                    deployment.target().name(),
                    preferredFor,
                    deployment.weight(),
                    deployment.context(),
                    deployment.regions().stream().sorted().toList(),
                    deployment.capabilities().stream()
                            .sorted()
                            .map(Capability::wire)
                            .toList(),
                    deployment.tags(),
                    price == null ? null : price.text(),
                    LimitUse.of(deployment));
        }
    }

    static ModelOverview of(Models.Model model, List<Entry> entries) {
        Money most = model.maxCost();
        return new ModelOverview(
                model.name(),
                model.strategyName(),
                model.regions(),
                most == null ? null : most.display(),
                Faults.of(model),
                Explanation.cascading(model.cascade()),
                entries);
    }
}
