package dev.weir.console;

import dev.weir.spi.ExchangeId;
import dev.weir.spi.Money;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One exchange in a list.
 *
 * @param model the public name that was asked for
 * @param error the wire name of the error code, if it ended with one
 * @param key the key's name
 * @param attempts how many there were
 * @param cache what the cache did, on the wire: {@code hit}, {@code shared} or {@code miss}; null if it had no part
 */
public record TraceRow(
        ExchangeId id,
        Instant startedAt,
        Status status,
        @Nullable String error,
        String model,
        @Nullable Target target,
        String key,
        int attempts,
        @Nullable String cache,
        long durationNanos,
        long inputTokens,
        long outputTokens,
        @Nullable Money cost,
        @Nullable String currency) {

    public Outcome outcome() {
        return Outcome.of(status);
    }
}
