package dev.weir.trace;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link UsageRow} as the API shows it: the grouping's values stand beside the sums. */
record UsageView(
        @JsonAnyGetter Map<String, String> group,
        long requests,
        long errors,
        long inputTokens,
        long cachedInputTokens,
        long outputTokens,
        long reasoningTokens,
        String cost,
        @Nullable String costCurrency,
        long cachedRequests,
        String cacheCharge) {
    static UsageView of(UsageRow row) {
        return new UsageView(
                row.group(),
                row.requests(),
                row.errors(),
                row.inputTokens(),
                row.cachedInputTokens(),
                row.outputTokens(),
                row.reasoningTokens(),
                plain(row.cost()),
                row.currency(),
                row.cachedRequests(),
                plain(row.cacheCharge()));
    }

    private static String plain(BigDecimal amount) {
        return amount.setScale(Math.max(6, amount.stripTrailingZeros().scale())).toPlainString();
    }
}
