package dev.weir.provider;

import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

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

    /** Where a provider of this kind is; empty if there is no such kind, or it is nowhere. */
    public Optional<URI> address(String kind, ProviderSettings settings) {
        return Optional.ofNullable(byName.get(kind)).flatMap(factory -> factory.address(settings));
    }

    /** Whether a provider of this kind is known to continue a begun answer. */
    public boolean continuesAnswers(String kind, ProviderSettings settings) {
        Provider.Factory factory = byName.get(kind);
        return factory != null && factory.continuesAnswers(settings);
    }

    /**
     * @throws IllegalArgumentException if there is no such kind
     */
    public Provider create(String kind, ProviderSettings settings, ExtensionContext context) {
        Provider.Factory factory = byName.get(kind);
        if (factory == null) {
            throw new IllegalArgumentException("there is no provider kind '" + kind + "'; there is " + names());
        }
        return factory.create(settings, context);
    }
}
