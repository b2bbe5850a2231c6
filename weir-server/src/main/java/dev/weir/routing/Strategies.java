package dev.weir.routing;

import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Strategy;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The strategies on the class path: Weir's own and those of extensions. */
public final class Strategies {
    private final Map<String, Strategy.Factory> byName = new TreeMap<>();

    public Strategies() {
        for (Strategy.Factory factory : ServiceLoader.load(Strategy.Factory.class)) {
            byName.put(factory.name(), factory);
        }
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /**
     * @throws IllegalArgumentException if there is no such strategy
     */
    public Strategy create(String name, ExtensionContext context) {
        Strategy.Factory factory = byName.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("there is no strategy '" + name + "'; there is " + names());
        }
        return factory.create(context);
    }
}
