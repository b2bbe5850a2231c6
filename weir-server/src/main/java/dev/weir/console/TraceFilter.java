package dev.weir.console;

import dev.weir.spi.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which exchanges to list; an empty text or a null lets all through.
 *
 * @param text a part of an exchange's or request's id
 * @param model the public name that was asked for
 * @param key a key's id
 * @param batch a batch's id
 * @param from the earliest start, inclusive
 * @param to the latest start, exclusive
 * @param minMillis the least duration
 */
public record TraceFilter(
        String text,
        @Nullable Status status,
        String model,
        String key,
        String batch,
        @Nullable Instant from,
        @Nullable Instant to,
        long minMillis) {
    public static final TraceFilter ALL = new TraceFilter("", null, "", "", "", null, null, 0);
}
