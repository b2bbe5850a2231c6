package dev.weir.app;

import dev.weir.config.BreakerConfig;
import dev.weir.config.DeploymentConfig;
import dev.weir.config.ModelConfig;
import dev.weir.config.PriceConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.Secret;
import dev.weir.config.TimeoutsConfig;
import dev.weir.config.WeirConfig;
import dev.weir.metering.PriceOverride;
import dev.weir.provider.ProviderKinds;
import dev.weir.provider.Providers;
import dev.weir.routing.Deployment;
import dev.weir.routing.FaultPolicy;
import dev.weir.routing.Limits;
import dev.weir.routing.Loads;
import dev.weir.routing.Models;
import dev.weir.routing.Strategies;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Money;
import dev.weir.spi.Outbound;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.Target;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
                        providers.put(name, kinds.create(entry.kind(), settings(name, entry), context)));
        return new Providers(providers);
    }

    private static ProviderSettings settings(String name, ProviderConfig entry) {
        Map<String, String> headers = new TreeMap<>();
        entry.headers().forEach((header, value) -> headers.put(header.toLowerCase(Locale.ROOT), value.reveal()));
        Secret key = entry.apiKey();
        Map<String, String> options = new TreeMap<>();
        entry.options().forEach((option, value) -> options.put(option, value.reveal()));
        return new ProviderSettings(
                name,
                entry.baseUrl(),
                key == null ? null : key.reveal(),
                entry.allowPrivate(),
                headers,
                entry.vendor(),
                entry.capabilities().said(),
                options);
    }

    /**
     * The configured models by name.
     *
     * @throws IllegalArgumentException if one names a strategy that does not exist
     */
    Map<String, Models.Model> models(Loads loads, ExtensionContext context) {
        Strategies strategies = new Strategies();
        Map<String, Models.Model> models = new HashMap<>();
        config.models().forEach((name, entry) -> models.put(name, model(name, entry, strategies, loads, context)));
        return models;
    }

    /** Whether every model that a provider lists can be named, too. */
    boolean listEverything() {
        return config.models().isEmpty();
    }

    private Models.Model model(
            String name, ModelConfig entry, Strategies strategies, Loads loads, ExtensionContext context) {
        TimeoutsConfig timeouts = entry.timeouts();
        BigDecimal most = entry.maxCost();
        return new Models.Model(
                name,
                entry.deployments().stream()
                        .map(deployment -> deployment(deployment, loads))
                        .toList(),
                new Outbound.Timeouts(timeouts.connect(), timeouts.firstToken(), timeouts.idle(), timeouts.total()),
                entry.strategy(),
                strategies.create(entry.strategy(), context),
                entry.regions(),
                most == null ? null : Money.of(most),
                faults(entry));
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
        return provider != null && new ProviderKinds().continuesAnswers(provider.kind(), settings(name, provider));
    }

    /** Where each provider's API is: as the configuration says, or at its vendor's own address. */
    Map<String, String> baseUrls() {
        ProviderKinds kinds = new ProviderKinds();
        Map<String, String> urls = new HashMap<>();
        config.providers()
                .forEach((name, entry) -> kinds.address(entry.kind(), settings(name, entry))
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
