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

    /** Where a kind's vendor is; empty if there is no such kind, or it has no vendor. */
    public Optional<URI> address(String kind) {
        return Optional.ofNullable(byName.get(kind)).flatMap(Provider.Factory::address);
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
