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
import java.util.function.Function;

/** Which deployments have their provider work off batches, as the configuration says. */
final class ProviderBatches implements Passages {
    private final Providers providers;
    private volatile Map<String, ModelConfig> models;

    /**
     * @throws IllegalArgumentException if a deployment asks for it whose provider has no batches
     */
    ProviderBatches(Providers providers, Map<String, ModelConfig> models) {
        this.providers = providers;
        check(models, providers::find);
        this.models = Map.copyOf(models);
    }

    /** Follows a configuration that was checked. */
    void change(Map<String, ModelConfig> changed) {
        models = Map.copyOf(changed);
    }

    /**
     * @param providers by name; empty for a name that is not known
     * @throws IllegalArgumentException if a deployment asks for batches at a provider that has none
     */
    static void check(Map<String, ModelConfig> given, Function<String, Optional<Provider>> providers) {
        given.forEach((name, model) -> model.deployments().stream()
                .filter(deployment -> deployment.batches() == BatchesBy.PROVIDER)
                .filter(deployment -> providers
                        .apply(deployment.provider())
                        .flatMap(Provider::batches)
                        .isEmpty())
                .findFirst()
                .ifPresent(deployment -> {
                    throw new IllegalArgumentException("models." + name + " says 'batches: provider' for "
                            + deployment.provider() + "/" + deployment.model()
                            + ", and a provider of that kind works off"
                            + " no batches that Weir knows; kinds 'openai' and 'anthropic' do");
                }));
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
