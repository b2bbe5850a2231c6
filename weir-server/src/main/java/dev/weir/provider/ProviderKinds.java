package dev.weir.provider;

import dev.weir.config.ProviderConfig;
import dev.weir.config.Secret;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The kinds of providers on the class path: Weir's own and those of extensions. */
public final class ProviderKinds {
    private final Map<String, Provider.Factory> byName = new TreeMap<>();

    public ProviderKinds() {
        for (Provider.Factory factory : ServiceLoader.load(Provider.Factory.class)) {
            byName.put(factory.kind(), factory);
        }
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /** Those whose providers work off batches themselves. */
    public Set<String> withBatches() {
        return byName.values().stream()
                .filter(Provider.Factory::hasBatches)
                .map(Provider.Factory::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where a provider of this kind is; empty if there is no such kind, or it is nowhere. */
    public Optional<URI> address(String kind, ProviderSettings settings) {
        return Optional.ofNullable(byName.get(kind)).flatMap(factory -> factory.address(settings));
    }

    /** Whether a provider of this kind is known to continue a begun answer. */
    public boolean continuesAnswers(String kind, ProviderSettings settings) {
        Provider.Factory factory = byName.get(kind);
        return factory != null && factory.continuesAnswers(settings);
    }

    /** An entry of the configuration in the words of extensions. */
    public static ProviderSettings settings(String name, ProviderConfig entry) {
        Map<String, String> headers = new TreeMap<>();
        entry.headers().forEach((header, value) -> headers.put(header.toLowerCase(Locale.ROOT), value.reveal()));
        Map<String, String> options = new TreeMap<>();
        entry.options().forEach((option, value) -> options.put(option, value.reveal()));
        Secret key = entry.apiKey();
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

    /** The options that an entry of this kind may have; none if there is no such kind. */
    public List<Provider.Option> options(String kind) {
        Provider.Factory factory = byName.get(kind);
        return factory == null ? List.of() : factory.options();
    }

    /** What is wrong with the settings of a provider of this kind; nothing if there is no such kind. */
    public List<Provider.Fault> faults(String kind, ProviderSettings settings) {
        Provider.Factory factory = byName.get(kind);
        if (factory == null) {
            return List.of();
        }
        List<Provider.Fault> faults = new ArrayList<>(OptionFaults.of(kind, factory.options(), settings.options()));
        if (faults.isEmpty()) {
            faults.addAll(factory.faults(settings));
        }
        return faults;
    }

    /**
     * @throws IllegalArgumentException if there is no such kind, or the settings do not do for it
     */
    public Provider create(String kind, ProviderSettings settings, ExtensionContext context) {
        Provider.Factory factory = byName.get(kind);
        if (factory == null) {
            throw new IllegalArgumentException("there is no provider kind '" + kind + "'; there is " + names());
        }
        List<Provider.Fault> faults = faults(kind, settings);
        if (!faults.isEmpty()) {
            Provider.Fault first = faults.getFirst();
            throw new IllegalArgumentException(
                    "'providers." + settings.name() + "." + first.key() + "' " + first.what() + "; " + first.hint());
        }
        return factory.create(settings, context);
    }
}
