package dev.weir.cli;

import dev.weir.config.ProviderConfig;
import dev.weir.config.WeirConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Providers that the configuration does not name. Nothing is sent to them unless the user says so. */
record Found(List<FoundProvider> providers) {
    Found {
        providers = List.copyOf(providers);
    }

    /** Keys in the environment, and model servers that answer on this machine. */
    static Found in(Map<String, String> environment, WeirConfig config) {
        List<FoundProvider> found = new ArrayList<>(EnvironmentKeys.in(environment));
        found.addAll(new LocalServers(environment, config.server().port()).find());
        return new Found(found.stream()
                .filter(each -> !config.providers().containsKey(each.name()) && !isKnown(each, config))
                .toList());
    }

    private static boolean isKnown(FoundProvider found, WeirConfig config) {
        return found.from() == ProvidersFrom.LOCAL
                && config.providers().values().stream()
                        .anyMatch(known -> known.baseUrl() != null
                                && LocalServers.isSame(
                                        known.baseUrl(), found.config().baseUrl()));
    }

    boolean isEmpty() {
        return providers.isEmpty();
    }

    /** Only those from these places. */
    Found from(Set<ProvidersFrom> places) {
        return new Found(
                providers.stream().filter(each -> places.contains(each.from())).toList());
    }

    Found without(Found others) {
        return new Found(providers.stream()
                .filter(each -> !others.providers().contains(each))
                .toList());
    }

    /** What {@code --providers} would have to say for all of them. */
    String option() {
        return "--providers "
                + providers.stream()
                        .map(each -> each.from().name().toLowerCase(Locale.ROOT))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(","));
    }

    String listed() {
        return providers.stream().map(FoundProvider::toString).collect(Collectors.joining(", "));
    }

    WeirConfig added(WeirConfig config) {
        Map<String, ProviderConfig> all = new HashMap<>(config.providers());
        providers.forEach(each -> all.putIfAbsent(each.name(), each.config()));
        return config.withProviders(all);
    }
}
