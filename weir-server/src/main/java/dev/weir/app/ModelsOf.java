package dev.weir.app;

import dev.weir.classifier.ClassifierStrategy;
import dev.weir.classifier.Classifiers;
import dev.weir.config.AffinityBy;
import dev.weir.config.AffinityConfig;
import dev.weir.config.BreakerConfig;
import dev.weir.config.CascadeConfig;
import dev.weir.config.ClassifierConfig;
import dev.weir.config.DeploymentConfig;
import dev.weir.config.HedgeConfig;
import dev.weir.config.ModelConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.TimeoutsConfig;
import dev.weir.config.WeirConfig;
import dev.weir.metering.PriceOverride;
import dev.weir.provider.ProviderKinds;
import dev.weir.routing.Affinity;
import dev.weir.routing.CascadePolicy;
import dev.weir.routing.Deployment;
import dev.weir.routing.FaultPolicy;
import dev.weir.routing.HedgePolicy;
import dev.weir.routing.Limits;
import dev.weir.routing.Loads;
import dev.weir.routing.Models;
import dev.weir.routing.Scorers;
import dev.weir.routing.Strategies;
import dev.weir.spi.Capability;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Money;
import dev.weir.spi.Outbound;
import dev.weir.spi.Strategy;
import dev.weir.spi.Target;
import dev.weir.structured.SchemaRules;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the configuration says about models, in the rooms' own words. */
final class ModelsOf {
    /** The chat model that is there without any provider. */
    static final String ALWAYS = "weir/extractive";

    private final WeirConfig config;

    ModelsOf(WeirConfig config) {
        this.config = config;
    }

    /**
     * The configured models by name.
     *
     * @param known models that stay as they are
     * @throws IllegalArgumentException if one names a strategy that does not exist
     */
    Map<String, Models.Model> models(
            Loads loads,
            Scorers scorers,
            Classifiers classifiers,
            ExtensionContext context,
            Map<String, Models.Model> known) {
        Strategies strategies = new Strategies();
        config.models()
                .values()
                .forEach(model -> model.cascade().scorers().keySet().forEach(scorers::require));
        Map<String, Models.Model> models = new HashMap<>(known);
        config.models()
                .forEach((name, entry) -> models.computeIfAbsent(
                        name, made -> model(made, entry, strategy(entry, strategies, classifiers, context), loads)));
        return models;
    }

    private static Strategy strategy(
            ModelConfig entry, Strategies strategies, Classifiers classifiers, ExtensionContext context) {
        return entry.strategy().equals(ClassifierStrategy.NAME)
                ? new ClassifierStrategy(classifiers, classes(entry.classifier()))
                : strategies.create(entry.strategy(), context);
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
                affinity(entry.affinity()),
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

    private static @Nullable Affinity affinity(@Nullable AffinityConfig entry) {
        return switch (entry) {
            case null -> null;
            case AffinityConfig by when by.by() == AffinityBy.SESSION -> Affinity.bySession(by.load());
            case AffinityConfig by -> Affinity.byPrefix(by.prefix(), by.load());
        };
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
                hedge(entry.hedge()),
                traits);
    }

    private static @Nullable HedgePolicy hedge(@Nullable HedgeConfig entry) {
        if (entry == null) {
            return null;
        }
        return entry.percentile().isPresent()
                ? new HedgePolicy.AfterPercentile(entry.percentile().getAsInt())
                : new HedgePolicy.After(entry.time().orElseThrow());
    }

    private boolean continuesAnswers(DeploymentConfig deployment) {
        String name = deployment.provider();
        ProviderConfig provider = config.providers().get(name);
        if (deployment.prefill() != null) {
            return deployment.prefill();
        }
        return provider != null
                && new ProviderKinds().continuesAnswers(provider.kind(), ProviderKinds.settings(name, provider));
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
                .map(entry -> PriceOverride.of(entry.getKey(), entry.getValue()))
                .toList();
    }
}
