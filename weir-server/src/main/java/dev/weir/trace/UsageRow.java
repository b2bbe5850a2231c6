package dev.weir.trace;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums over exchanges that have something in common.
 *
 * @param group what they have in common, by the grouping's name
 * @param cachedRequests those that were answered without a call to a provider of their own
 * @param cacheCharge what the project is charged for these
 */
public record UsageRow(
        Map<String, String> group,
        long requests,
        long errors,
        long inputTokens,
        long cachedInputTokens,
        long outputTokens,
        long reasoningTokens,
        BigDecimal cost,
        @Nullable String currency,
        long cachedRequests,
        BigDecimal cacheCharge) {

    /** What sums can be grouped by. */
    public enum Group {
        DAY,
        HOUR,
        KEY,
        MODEL,
        STATUS;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
