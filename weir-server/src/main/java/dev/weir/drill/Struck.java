package dev.weir.drill;

import dev.weir.kernel.Clock;
import java.time.Duration;

/**
 * An attempt that is part of a drill.
 *
 * @param first whether it asks the deployment that fails
 * @param stream whether a stream was asked for
 */
record Struck(Drill drill, boolean first, boolean stream) {
    /** Where the outgoing client finds it: the provider's adapter runs in between, on the same thread. */
    static final ScopedValue<Struck> NOW = ScopedValue.newInstance();

    private static final long FLAP_SECONDS = 5;

    Fault fault() {
        return drill.fault();
    }

    /** Whether the fault that comes once was there already. */
    boolean isLater() {
        return drill.struck().get() > 1;
    }

    boolean isDown(Clock clock) {
        long seconds = Duration.between(drill.startedAt(), clock.instant()).toSeconds();
        return seconds / FLAP_SECONDS % 2 == 0;
    }
}
