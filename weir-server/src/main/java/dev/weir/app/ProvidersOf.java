package dev.weir.app;

import dev.weir.config.WeirConfig;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration's names of providers. */
final class ProvidersOf {
    private ProvidersOf() {}

    static Set<String> kind(WeirConfig config, String kind) {
        return config.providers().entrySet().stream()
                .filter(each -> each.getValue().kind().equals(kind))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
