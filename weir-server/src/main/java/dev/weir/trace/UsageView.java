package dev.weir.trace;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
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
        @Nullable String costCurrency) {
    static UsageView of(UsageRow row) {
        return new UsageView(
                row.group(),
                row.requests(),
                row.errors(),
                row.inputTokens(),
                row.cachedInputTokens(),
                row.outputTokens(),
                row.reasoningTokens(),
                row.cost()
                        .setScale(Math.max(6, row.cost().stripTrailingZeros().scale()))
                        .toPlainString(),
                row.currency());
    }
}
