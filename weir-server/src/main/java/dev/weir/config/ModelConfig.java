package dev.weir.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Doc("A public model name and who answers for it.")
public record ModelConfig(
        @Doc("The order in which deployments are tried: `fallback` (as written), `weighted` (at random, by `weight`),"
                + " `cheapest` (by the expected cost), `fastest` (by how quickly they lately answered), `cascade` (as"
                + " written, the next one when an answer is not good enough), `classifier` (by the kind of prompt), or"
                + " an extension's name.")
        @Default("fallback")
        String strategy,

        @Doc("Who can answer, in order of preference.") @Range(min = 1)
        List<DeploymentConfig> deployments,

        @Doc("Where requests may be processed: only deployments whose `regions` are all among these are called.")
        List<String> regions,

        @Doc("The most that a call may be expected to cost, in the currency of its price.")
        @Range(min = 0, max = 1_000_000)
        @Nullable
        BigDecimal maxCost,

        @Doc("How long each part of a call may take.") TimeoutsConfig timeouts,

        @Doc("How a call tries again when no deployment has answered.")
        RetriesConfig retries,

        @Doc("When a deployment that keeps failing is left alone.")
        BreakerConfig breaker,

        @Doc("When a call asks a second deployment before the first has failed; absent: never.") @Nullable
        HedgeConfig hedge,

        @Doc("Which requests go to the same deployment; absent: none in particular.") @Nullable
        AffinityConfig affinity,

        @Doc("Which answers are kept and given again; absent: as the installation's `cache` says.") @Nullable
        ModelCacheConfig cache,

        @Doc("Whether answers are compared with the JSON Schema that their request asks for: `on`, `off`, or `auto`:"
                + " where the deployment's `capabilities` do not say that it keeps to schemas.")
        @Default("auto")
        SchemaValidation validate,

        @Doc("Whether an answer that does not keep to its schema is asked for once more, told what is wrong with it; a"
                + " request can say so for itself.")
        @Default("false")
        boolean repair,

        @Doc("When an answer is good enough, where the strategy is `cascade`.")
        CascadeConfig cascade,

        @Doc("Which prompt goes where, where the strategy is `classifier`.")
        ClassifierConfig classifier) {
    /** Strategies whose order means something. */
    private static final Set<String> ORDERED = Set.of("fallback", "cheapest", "cascade", "classifier");

    public ModelConfig {
        deployments = List.copyOf(deployments);
        regions = List.copyOf(regions);
        if (deployments.isEmpty()) {
            throw new IllegalArgumentException("deployments needs at least one {provider: …, model: …}");
        }
        if (strategy.equals("weighted") && deployments.stream().allMatch(deployment -> deployment.weight() == 0)) {
            throw new IllegalArgumentException("every weight is 0, so that nobody would be called; give one a share");
        }
        if (affinity != null && ORDERED.contains(strategy)) {
            throw new IllegalArgumentException("affinity would go before the order of the strategy '" + strategy
                    + "'; replicas have 'weighted' or 'fastest'");
        }
        if (hedge != null && strategy.equals("cascade")) {
            throw new IllegalArgumentException("a cascade waits for each answer to judge it; take hedge or cascade");
        }
        requireNamed(deployments, classifier);
        if (maxCost != null && maxCost.stripTrailingZeros().scale() > 12) {
            throw new IllegalArgumentException("max_cost has more than twelve decimals");
        }
    }

    private static void requireNamed(List<DeploymentConfig> deployments, ClassifierConfig classifier) {
        classifier.classes().forEach((label, name) -> requireNamed(deployments, "classes." + label, name));
        if (classifier.otherwise() != null) {
            requireNamed(deployments, "otherwise", classifier.otherwise());
        }
    }

    private static void requireNamed(List<DeploymentConfig> deployments, String key, String name) {
        boolean named = deployments.stream()
                .anyMatch(one -> name.equals(one.model()) || name.equals(one.provider() + "/" + one.model()));
        if (!named) {
            throw new IllegalArgumentException("classifier." + key + " is '" + name + "', which is no deployment here");
        }
    }
}
