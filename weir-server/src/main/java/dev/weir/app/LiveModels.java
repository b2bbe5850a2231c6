package dev.weir.app;

import dev.weir.cache.CacheRoom;
import dev.weir.classifier.Classifiers;
import dev.weir.config.WeirConfig;
import dev.weir.provider.Providers;
import dev.weir.routing.Loads;
import dev.weir.routing.Routing;
import dev.weir.routing.Scorers;
import dev.weir.spi.ExtensionContext;
import dev.weir.structured.StructuredOutput;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the models of a running server; all else in the configuration holds from the next start. */
final class LiveModels {
    private static final Logger log = LoggerFactory.getLogger(LiveModels.class);

    private final WeirConfig atStart;
    private final Providers providers;
    private final ProviderBatches batches;
    private final Routing routing;
    private final StructuredOutput structured;
    private final CacheRoom cache;
    private final Loads loads;
    private final Scorers scorers;
    private final Classifiers classifiers;
    private final ExtensionContext context;

    LiveModels(
            WeirConfig atStart,
            Providers providers,
            ProviderBatches batches,
            Routing routing,
            StructuredOutput structured,
            CacheRoom cache,
            Loads loads,
            Scorers scorers,
            Classifiers classifiers,
            ExtensionContext context) {
        this.structured = structured;
        this.atStart = atStart;
        this.providers = providers;
        this.batches = batches;
        this.routing = routing;
        this.cache = cache;
        this.loads = loads;
        this.scorers = scorers;
        this.classifiers = classifiers;
        this.context = context;
    }

    /**
     * Offers the models of this configuration from now on.
     *
     * @throws IllegalArgumentException if one names a provider that was not there at the start, or no strategy
     */
    void change(WeirConfig changed) {
        changed.models()
                .forEach((name, model) ->
                        model.deployments().forEach(deployment -> requireProvider(name, deployment.provider())));
        batches.change(changed.models());
        ModelsOf models = new ModelsOf(changed);
        routing.change(models.models(loads, scorers, classifiers, context), models.listEverything());
        structured.change(models.schemaRules());
        cache.change(new CachePolicies(changed.cache(), changed.models()).all());
        log.info(
                "The configuration has changed; {} models are offered now",
                changed.models().size());
        if (!changed.withModels(Map.of()).equals(atStart.withModels(Map.of()))) {
            log.warn("Not only models have changed in the configuration; the rest holds from the next start");
        }
    }

    private void requireProvider(String model, String provider) {
        if (!providers.names().contains(provider)) {
            throw new IllegalArgumentException("models." + model + " names the provider '" + provider
                    + "', which was not there at the start; it holds from the next start");
        }
    }
}
