package dev.weir.app;

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
import dev.weir.routing.Models;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Outbound;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        return new ProviderSettings(
                name, entry.baseUrl(), key == null ? null : key.reveal(), entry.allowPrivate(), headers);
    }

    Models models(Providers providers) {
        Map<String, Models.Model> models = new HashMap<>();
        config.models().forEach((name, entry) -> models.put(name, model(name, entry)));
        return new Models(providers, models, config.models().isEmpty());
    }

    private static Models.Model model(String name, ModelConfig entry) {
        List<Target> deployments = entry.deployments().stream()
                .map(deployment -> new Target(deployment.provider(), deployment.model()))
                .toList();
        Set<Target> lenient = entry.deployments().stream()
                .filter(DeploymentConfig::lenient)
                .map(deployment -> new Target(deployment.provider(), deployment.model()))
                .collect(Collectors.toSet());
        TimeoutsConfig timeouts = entry.timeouts();
        return new Models.Model(
                name,
                deployments,
                lenient,
                new Outbound.Timeouts(timeouts.connect(), timeouts.firstToken(), timeouts.idle(), timeouts.total()));
    }

    /** Where each provider's API is: as the configuration says, or at its vendor's own address. */
    Map<String, String> baseUrls() {
        ProviderKinds kinds = new ProviderKinds();
        Map<String, String> urls = new HashMap<>();
        config.providers()
                .forEach((name, entry) -> Optional.ofNullable(entry.baseUrl())
                        .or(() -> kinds.address(entry.kind()))
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
                entry.per(),
                entry.currency().getCurrencyCode(),
                entry.from());
    }
}
