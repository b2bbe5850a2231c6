package dev.weir.tenancy;

import dev.weir.spi.Money;
import java.time.ZoneId;

/**
 * What may be spent in a period.
 *
 * @param amount at least zero; zero lets nothing through that costs anything
 * @param currency an ISO 4217 code; prices in another one cannot be compared with it
 * @param zone whose days and months count
 */
public record Budget(Money amount, String currency, Period period, ZoneId zone) {
    public Budget {
        if (amount.picodollars() < 0) {
            throw new IllegalArgumentException("a budget is not negative");
        }
    }
}
