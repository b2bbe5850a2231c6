package dev.weir.idempotency;

import dev.weir.telemetry.Metrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each was given. Thread-safe. */
final class GivenCounts {
    private final Map<Given, LongAdder> counts = new EnumMap<>(Given.class);

    GivenCounts() {
        for (Given given : Given.values()) {
            counts.put(given, new LongAdder());
        }
    }

    void show(Metrics metrics) {
        counts.forEach((given, count) -> metrics.count(
                "weir.idempotency.requests",
                "Requests with an idempotency key",
                Map.of("outcome", given.wire()),
                count,
                LongAdder::doubleValue));
    }

    void count(Given given) {
        of(given).increment();
    }

    LongAdder of(Given given) {
        return Objects.requireNonNull(counts.get(given));
    }
}
