package dev.weir.app;

import dev.weir.batch.Passages;
import dev.weir.config.BatchesBy;
import dev.weir.config.DeploymentConfig;
import dev.weir.config.ModelConfig;
import dev.weir.provider.Providers;
import dev.weir.spi.Provider;
import dev.weir.spi.Target;
import dev.weir.spi.VendorBatches;
import java.util.Map;
import java.util.Optional;

/** Which deployments have their provider work off batches, as the configuration says. */
final class ProviderBatches implements Passages {
    private final Providers providers;
    private volatile Map<String, ModelConfig> models;

    ProviderBatches(Providers providers, Map<String, ModelConfig> models) {
        this.providers = providers;
        this.models = Map.copyOf(models);
    }

    /** Follows a configuration that was checked. */
    void change(Map<String, ModelConfig> changed) {
        models = Map.copyOf(changed);
    }

    private static Target target(DeploymentConfig deployment) {
        return new Target(deployment.provider(), deployment.model());
    }

    @Override
    public Optional<Passage> of(String model) {
        return Optional.ofNullable(models.get(model)).stream()
                .flatMap(found -> found.deployments().stream())
                .filter(deployment -> deployment.batches() == BatchesBy.PROVIDER)
                .findFirst()
                .flatMap(deployment -> at(target(deployment))
                        .map(vendor -> new Passage(target(deployment), deployment.batchPrice(), vendor)));
    }

    @Override
    public Optional<VendorBatches> at(Target target) {
        return providers.find(target.provider()).flatMap(Provider::batches);
    }
}
