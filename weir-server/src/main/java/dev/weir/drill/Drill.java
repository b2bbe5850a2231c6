package dev.weir.drill;

import dev.weir.routing.Models;
import dev.weir.spi.Call;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fault for one key's calls to one model, until a moment. Thread-safe.
 *
 * @param model the public name that the calls ask for
 * @param copy what serves them instead
 * @param struck how many attempts have met the fault so far
 */
record Drill(
        String id,
        ProjectId project,
        KeyId key,
        String model,
        Fault fault,
        Models.Model copy,
        Instant startedAt,
        Instant endsAt,
        AtomicInteger struck) {
    boolean isFor(Call call, String asked) {
        return call.principal().key().equals(key) && call.principal().project().equals(project) && model.equals(asked);
    }

    /** The deployment that fails. */
    Target target() {
        return copy.first();
    }
}
