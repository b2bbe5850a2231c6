package dev.weir.tenancy;

import dev.weir.spi.Priority;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a key or a project may be in progress, and how urgent they may be.
 *
 * @param concurrency calls in progress at once; null for no bound of its own
 * @param priority what a call is that does not say how urgent it is; null for what is usual
 * @param maxPriority the most urgent class that a call may ask for; null for any
 */
public record CallLimits(
        @Nullable Integer concurrency,
        @Nullable Priority priority,
        @Nullable Priority maxPriority) {
    public static final CallLimits NONE = new CallLimits(null, null, null);

    public CallLimits {
        if (concurrency != null && concurrency < 1) {
            throw new IllegalArgumentException("concurrency is 1 or more");
        }
        if (priority != null && maxPriority != null && priority.compareTo(maxPriority) < 0) {
            throw new IllegalArgumentException("priority is more urgent than max_priority allows");
        }
    }
}
