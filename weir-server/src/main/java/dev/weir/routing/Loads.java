package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.spi.Target;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * The loads of configured deployments. The same model at the same provider with the same limits has one load, under
 * however many public names it stands, and keeps it when the configuration changes. Thread-safe.
 */
public final class Loads {
    private final ConcurrentMap<Key, Load> all = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Key(Target target, Limits limits) {}

    public Loads(Clock clock) {
        this.clock = clock;
    }

    public Load of(Target target, Limits limits) {
        return all.computeIfAbsent(new Key(target, limits), key -> new Load(limits, clock));
    }

    /** Forgets the loads of deployments that are no longer there. */
    void keepOnly(Collection<Models.Model> models) {
        Set<Key> named = models.stream()
                .flatMap(model -> model.deployments().stream())
                .map(deployment -> new Key(deployment.target(), deployment.limits()))
                .collect(Collectors.toSet());
        all.keySet().retainAll(named);
    }
}
