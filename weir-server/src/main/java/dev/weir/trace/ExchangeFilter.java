package dev.weir.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which exchanges a list shows; null means all.
 *
 * @param id the beginning of an exchange's id
 * @param batch the batch whose lines they are
 * @param from the earliest start, included
 * @param to the latest start, excluded
 * @param minMicros the shortest duration
 */
public record ExchangeFilter(
        @Nullable String status,
        @Nullable String model,
        @Nullable String key,
        @Nullable String id,
        @Nullable String batch,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long minMicros) {
    public static final ExchangeFilter ALL = new ExchangeFilter(null, null, null, null, null, null, null, null);
}
