package dev.weir.app;

import dev.weir.classifier.ClassifierStrategy;
import dev.weir.classifier.Classifiers;
import dev.weir.config.BreakerConfig;
import dev.weir.config.CascadeConfig;
import dev.weir.config.ClassifierConfig;
import dev.weir.config.DeploymentConfig;
import dev.weir.config.ModelConfig;
import dev.weir.config.PriceConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.TimeoutsConfig;
import dev.weir.config.WeirConfig;
import dev.weir.metering.PriceOverride;
import dev.weir.provider.ProviderKinds;
import dev.weir.provider.Providers;
import dev.weir.routing.CascadePolicy;
import dev.weir.routing.Deployment;
import dev.weir.routing.FaultPolicy;
import dev.weir.routing.Limits;
import dev.weir.routing.Loads;
import dev.weir.routing.Models;
import dev.weir.routing.Scorers;
import dev.weir.routing.Strategies;
import dev.weir.spi.Capability;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Money;
import dev.weir.spi.Outbound;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.Strategy;
import dev.weir.spi.Target;
import dev.weir.structured.SchemaRules;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the configuration says about models, in the rooms' own words. */
final class ModelsOf {
    private final WeirConfig config;

    ModelsOf(WeirConfig config) {
        this.config = config;
    }

    /**
     * @param builtIn the provider that is always there
     */
    Providers providers(Provider builtIn, ExtensionContext context) {
        ProviderKinds kinds = new ProviderKinds();
        Map<String, Provider> providers = new HashMap<>();
        providers.put("weir", builtIn);
        config.providers()
                .forEach((name, entry) ->
                        providers.put(name, kinds.create(entry.kind(), ProviderKinds.settings(name, entry), context)));
        return new Providers(providers);
    }

    /**
     * The configured models by name.
     *
     * @throws IllegalArgumentException if one names a strategy that does not exist
     */
    Map<String, Models.Model> models(Loads loads, Scorers scorers, Classifiers classifiers, ExtensionContext context) {
        Strategies strategies = new Strategies();
        config.models()
                .values()
                .forEach(model -> model.cascade().scorers().keySet().forEach(scorers::require));
        Map<String, Models.Model> models = new HashMap<>();
        config.models().forEach((name, entry) -> {
            Strategy strategy = entry.strategy().equals(ClassifierStrategy.NAME)
                    ? new ClassifierStrategy(classifiers, classes(entry.classifier()))
                    : strategies.create(entry.strategy(), context);
            models.put(name, model(name, entry, strategy, loads));
        });
        return models;
    }

    /** Whether every model that a provider lists can be named, too. */
    boolean listEverything() {
        return config.models().isEmpty();
    }

    private static ClassifierStrategy.Settings classes(ClassifierConfig entry) {
        return new ClassifierStrategy.Settings(
                entry.name(), entry.classes(), entry.minProbability().doubleValue(), entry.otherwise());
    }

    private Models.Model model(String name, ModelConfig entry, Strategy strategy, Loads loads) {
        TimeoutsConfig timeouts = entry.timeouts();
        BigDecimal most = entry.maxCost();
        return new Models.Model(
                name,
                entry.deployments().stream()
                        .map(deployment -> deployment(deployment, loads))
                        .toList(),
                new Outbound.Timeouts(timeouts.connect(), timeouts.firstToken(), timeouts.idle(), timeouts.total()),
                entry.strategy(),
                strategy,
                entry.regions(),
                most == null ? null : Money.of(most),
                faults(entry),
                entry.strategy().equals("cascade") ? cascade(entry.cascade()) : null);
    }

    private static CascadePolicy cascade(CascadeConfig entry) {
        Map<String, Double> scorers = new HashMap<>();
        entry.scorers().forEach((name, least) -> scorers.put(name, least.doubleValue()));
        return new CascadePolicy(
                switch (entry.judge()) {
                    case WHOLE -> CascadePolicy.Judge.WHOLE;
                    case BEGINNING -> CascadePolicy.Judge.BEGINNING;
                },
                entry.validity(),
                number(entry.probability()),
                number(entry.lowest()),
                entry.confidence().doubleValue(),
                scorers,
                entry.beginning(),
                entry.hold().bytes(),
                entry.patience());
    }

    private static @Nullable Double number(@Nullable BigDecimal decimal) {
        return decimal == null ? null : Double.valueOf(decimal.doubleValue());
    }

    /** Whose answers are compared with their schemas. */
    Map<String, SchemaRules.Rule> schemaRules() {
        Map<String, SchemaRules.Rule> rules = new HashMap<>();
        config.models()
                .forEach((name, entry) -> rules.put(
                        name,
                        new SchemaRules.Rule(
                                entry.validate(),
                                entry.repair(),
                                entry.deployments().stream()
                                        .filter(one -> one.capabilities().contains(Capability.STRUCTURED_OUTPUT))
                                        .map(one -> new Target(one.provider(), one.model()))
                                        .collect(Collectors.toSet()))));
        return rules;
    }

    private static Deployment deployment(DeploymentConfig entry, Loads loads) {
        Limits limits = new Limits(entry.rpm(), entry.tpm(), entry.concurrency());
        Target target = new Target(entry.provider(), entry.model());
        return new Deployment(
                target,
                entry.weight(),
                limits,
                entry.context(),
                Set.copyOf(entry.regions()),
                Set.copyOf(entry.capabilities()),
                entry.tags(),
                entry.lenient(),
                loads.of(target, limits));
    }

    private FaultPolicy faults(ModelConfig entry) {
        Map<Target, FaultPolicy.Traits> traits = new HashMap<>();
        entry.deployments()
                .forEach(deployment -> traits.put(
                        new Target(deployment.provider(), deployment.model()),
                        new FaultPolicy.Traits(deployment.context(), continuesAnswers(deployment))));
        BreakerConfig breaker = entry.breaker();
        return new FaultPolicy(
                new FaultPolicy.Retries(entry.retries().max(), entry.retries().backoff()),
                new FaultPolicy.Trip(breaker.failures(), breaker.window(), breaker.probeAfter()),
                traits);
    }

    private boolean continuesAnswers(DeploymentConfig deployment) {
        String name = deployment.provider();
        ProviderConfig provider = config.providers().get(name);
        if (deployment.prefill() != null) {
            return deployment.prefill();
        }
        return provider != null && new ProviderKinds().continuesAnswers(provider.kind(), ProviderKinds.settings(name, provider));
    }

    /** Where each provider's API is: as the configuration says, or at its vendor's own address. */
    Map<String, String> baseUrls() {
        ProviderKinds kinds = new ProviderKinds();
        Map<String, String> urls = new HashMap<>();
        config.providers()
                .forEach((name, entry) -> kinds.address(entry.kind(), ProviderKinds.settings(name, entry))
                        .ifPresent(url -> urls.put(name, url.toString())));
        return urls;
    }

    List<PriceOverride> prices() {
        return config.prices().entrySet().stream()
                .map(entry -> price(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static PriceOverride price(String model, PriceConfig entry) {
        return new PriceOverride(
                model,
                entry.input(),
                entry.cachedInput(),
                entry.output(),
                entry.searches(),
                entry.per(),
                entry.currency().getCurrencyCode(),
                entry.from());
    }
}
