package dev.weir.routing;

import dev.weir.kernel.Clock;
import dev.weir.spi.Target;
import java.util.LinkedHashMap;
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
