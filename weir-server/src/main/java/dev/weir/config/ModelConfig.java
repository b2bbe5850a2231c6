package dev.weir.config;

import java.util.List;

@Doc("A public model name and who answers for it.")
public record ModelConfig(
        @Doc("How a deployment is picked; `fallback` tries them in order.") @Default("fallback")
        RoutingStrategy strategy,

        @Doc("Who can answer, in order of preference.") @Range(min = 1)
        List<DeploymentConfig> deployments,

        @Doc("How long each part of a call may take.") TimeoutsConfig timeouts,

        @Doc("How a call tries again when no deployment has answered.")
        RetriesConfig retries,

        @Doc("When a deployment that keeps failing is left alone.")
        BreakerConfig breaker) {
    public ModelConfig {
        deployments = List.copyOf(deployments);
        if (deployments.isEmpty()) {
            throw new IllegalArgumentException("deployments needs at least one {provider: …, model: …}");
        }
    }
}
