package dev.weir.routing;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** When a call asks a second deployment, too. */
public sealed interface HedgePolicy {
    /** After the same time always. */
    record After(Duration time) implements HedgePolicy {}

    /**
     * After a percentile of the deployment's own recent times to first content; not while there are too few of them.
     *
     * @param percent from 1 to 99
     */
    record AfterPercentile(int percent) implements HedgePolicy {}

    /** How long to wait for a deployment with these times; empty for as long as it takes. */
    default Optional<Duration> delay(RecentTimes times) {
        return switch (this) {
            case After(Duration time) -> Optional.of(time);
            case AfterPercentile(int percent) -> {
                OptionalLong nanos = times.percentile(percent);
                yield nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
            }
        };
    }
}
