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
        long firstTokenNanos) {
    /** The error of an attempt that another one of the same call was quicker than. */
    public static final String HEDGE_LOST = "hedge_lost";

    /** Whether it was cancelled because another attempt of the same call had begun to answer. */
    public boolean isLost() {
        return HEDGE_LOST.equals(error);
    }
}
