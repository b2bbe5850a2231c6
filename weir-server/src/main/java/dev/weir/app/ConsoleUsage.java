package dev.weir.app;

import dev.weir.spi.Principal;
import dev.weir.usage.Dimension;
import dev.weir.usage.UsageQuery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Questions that pages ask about the usage of a person's project. */
final class ConsoleUsage {
    private static final long QUARTER = 900;

    private ConsoleUsage() {}

    /** Times are rounded outwards to quarters of an hour. */
    static UsageQuery of(Principal principal, Instant from, Instant to, Dimension.Kind... groups) {
        return new UsageQuery(
                principal.organization(),
                List.of(principal.project()),
                Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), QUARTER) * QUARTER),
                Instant.ofEpochSecond(Math.ceilDiv(to.getEpochSecond() + 1, QUARTER) * QUARTER),
                ZoneOffset.UTC,
                List.of(groups).stream().map(Dimension::of).toList(),
                Map.of());
    }
}
