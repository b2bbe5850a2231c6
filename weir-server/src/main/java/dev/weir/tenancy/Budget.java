package dev.weir.tenancy;

import dev.weir.spi.Money;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent in a period.
 *
 * @param amount at least zero; zero lets nothing through that costs anything
 * @param currency an ISO 4217 code; prices in another one cannot be compared with it
 * @param zone whose days and months count
 * @param warnAt where its owner is told; null for where its subject's other limits tell
 */
public record Budget(
        Money amount,
        String currency,
        Period period,
        ZoneId zone,
        @Nullable Shares warnAt) {
    /** One that tells where its subject's other limits do. */
    public Budget(Money amount, String currency, Period period, ZoneId zone) {
        this(amount, currency, period, zone, null);
    }

    public Budget {
        if (amount.picodollars() < 0) {
            throw new IllegalArgumentException("a budget is not negative");
        }
    }
}
