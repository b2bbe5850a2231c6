package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * One try at one provider, when it is over.
 *
 * @param error the wire name of the error code, or null if the provider answered
 * @param cost what the provider charges by the price book; null if the model has no price
 * @param currency the price's currency
 * @param price which dated price was applied, for the arithmetic
 * @param startNanos since the exchange began
 * @param firstTokenNanos since the attempt began, -1 if no content came
 */
public record Attempt(
        AttemptId id,
        Target target,
        @Nullable String error,
        Usage usage,
        @Nullable Money cost,
        @Nullable String currency,
        @Nullable String price,
        long startNanos,
        long durationNanos,
        long firstTokenNanos) {}
