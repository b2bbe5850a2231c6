package dev.weir.metering;

import dev.weir.spi.Money;
import org.jspecify.annotations.Nullable;

/**
 * The most that an attempt may use and cost.
 *
 * @param bound how its input was bounded
 * @param cost null if its deployment has no price
 * @param currency of {@code cost}
 */
public record Worst(
        long inputTokens,
        InputBound bound,
        long outputTokens,
        @Nullable Money cost,
        @Nullable String currency) {}
