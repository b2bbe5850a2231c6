package dev.weir.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Doc("What somebody who runs or pays for Weir is told: budgets that are nearly used up, unusual use of keys.")
public record NoticesConfig(
        @Doc("The shares of budgets and of tokens per day at which it is told, of limits that name none of their own."
                + " Absent: 0.5, 0.8 and 1; an empty list: none.")
        @Nullable
        List<BigDecimal> warnAt,

        @Doc("A server that is told each notice. Absent: none.") @Nullable
        WebhookConfig webhook,

        @Doc("How long notices are kept.") @Default("90d") Duration retention) {
    public NoticesConfig {
        if (retention.isZero()) {
            throw new IllegalArgumentException("retention is longer than 0; write for example 90d");
        }
        if (warnAt != null) {
            warnAt = List.copyOf(warnAt);
            if (warnAt.size() > 10 || !warnAt.stream().allMatch(NoticesConfig::isShare)) {
                throw new IllegalArgumentException(
                        "warn_at has at most 10 numbers above 0 and up to 1, with at most four decimals");
            }
        }
    }

    private static boolean isShare(BigDecimal share) {
        return share.signum() > 0
                && share.compareTo(BigDecimal.ONE) <= 0
                && share.stripTrailingZeros().scale() <= 4;
    }
}
