package dev.weir.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long one exchange took, in microseconds. */
public record Timing(
        String model,
        Instant time,
        long durationMicros,
        @Nullable Long firstTokenMicros) {}
