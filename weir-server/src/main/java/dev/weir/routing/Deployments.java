package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.spi.Target;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The health of deployments, one for each model that uses them. Those of names that callers made up are forgotten when
 * there are many. Thread-safe.
 */
final class Deployments {
    private static final int MOST = 4096;

    private final Clock clock;
    private final SequencedMap<Key, DeploymentHealth> healths = new LinkedHashMap<>(64, 0.75f, true);

    Deployments(Clock clock) {
        this.clock = clock;
    }

    private record Key(String model, Target target) {}

    /** Goes by other models from now on: what is known of a deployment that stays is kept. */
    void change(Collection<Models.Model> before, Collection<Models.Model> after) {
        Map<Key, Models.Model> stay = new HashMap<>();
        after.forEach(model ->
                model.deployments().forEach(one -> stay.put(new Key(model.name(), one.target()), model)));
        synchronized (healths) {
            before.forEach(model -> model.deployments().stream()
                    .map(one -> new Key(model.name(), one.target()))
                    .filter(key -> !stay.containsKey(key))
                    .forEach(healths::remove));
            stay.forEach((key, model) -> {
                DeploymentHealth health = healths.get(key);
                if (health != null && !health.follow(model.faults().breaker())) {
                    healths.remove(key);
                }
            });
        }
    }

    DeploymentHealth health(Models.Model model, Target target) {
        synchronized (healths) {
            Key key = new Key(model.name(), target);
            DeploymentHealth health = healths.computeIfAbsent(
                    key,
                    made -> new DeploymentHealth(
                            model.name(), target, model.faults().breaker(), clock));
            if (healths.size() > MOST) {
                healths.pollFirstEntry();
            }
            return health;
        }
    }

    /** What is known of a deployment; empty if no call has gone there. */
    Optional<DeploymentHealth> known(Models.Model model, Target target) {
        synchronized (healths) {
            return Optional.ofNullable(healths.get(new Key(model.name(), target)));
        }
    }
}
