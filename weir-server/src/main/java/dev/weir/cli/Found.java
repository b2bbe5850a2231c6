package dev.weir.cli;

import dev.weir.config.ProviderConfig;
import dev.weir.config.Secret;
import dev.weir.config.WeirConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Providers whose keys stand in the environment. Nothing is sent to them unless the user says so. */
record Found(Map<String, ProviderConfig> providers) {
    static Found in(Map<String, String> environment, WeirConfig config) {
        Map<String, ProviderConfig> found = new HashMap<>();
        String key = environment.getOrDefault("OPENAI_API_KEY", "");
        if (!key.isBlank() && !config.providers().containsKey("openai")) {
            String base = environment.getOrDefault("OPENAI_BASE_URL", "");
            URI url = base.isBlank() ? null : URI.create(base);
            found.put("openai", new ProviderConfig("openai", url, new Secret(key), false, Map.of()));
        }
        return new Found(Map.copyOf(found));
    }

    Set<String> names() {
        return providers.keySet();
    }

    WeirConfig added(WeirConfig config) {
        Map<String, ProviderConfig> all = new HashMap<>(config.providers());
        providers.forEach(all::putIfAbsent);
        return new WeirConfig(config.server(), config.data(), all, config.models(), config.prices(), config.cache(), config.traces());
    }
}
