package dev.weir.trace;

import dev.weir.spi.Cached;
import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in a list.
 *
 * @param deployment provider and model that answered, or were tried last
 * @param durationMicros from the request to the end of its answer
 * @param firstTokenMicros from the request to the first token; null if none came
 * @param cached what the cache did; null if it had no part in it
 */
public record ExchangeSummary(
        String id,
        String key,
        Instant time,
        String operation,
        boolean stream,
        String model,
        @Nullable String deployment,
        String status,
        @Nullable String error,
        @Nullable String finishReason,
        Usage usage,
        @Nullable Money cost,
        @Nullable String currency,
        long durationMicros,
        @Nullable Long firstTokenMicros,
        long attempts,
        @Nullable Cached cached) {}
