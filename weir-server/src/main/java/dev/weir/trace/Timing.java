package dev.weir.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long one exchange took, in microseconds.
 *
 * @param provider that served it; null where none was reached
 */
public record Timing(
        String model,
        @Nullable String provider,
        Instant time,
        long durationMicros,
        @Nullable Long firstTokenMicros) {}
