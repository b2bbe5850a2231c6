package dev.weir.billing;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an organization pays for what it uses, from a month on.
 *
 * @param from the first month
 * @param zone whose months are billed
 * @param markup in percent of what providers charge
 * @param prices own prices, which take the place of cost and markup for the models that they match
 * @param included an amount of usage that each month's fee covers
 * @param fee of each month
 * @param minimum of each month, before credits and tax
 * @param rates what one unit of another currency is in the plan's
 */
record Plan(
        String name,
        YearMonth from,
        String currency,
        ZoneId zone,
        BigDecimal markup,
        List<OwnPrice> prices,
        BigDecimal included,
        Discounts discounts,
        BigDecimal fee,
        BigDecimal minimum,
        @Nullable Tax tax,
        Map<String, BigDecimal> rates) {
    Plan {
        prices = List.copyOf(prices);
        rates = Map.copyOf(rates);
    }

    /**
     * @param rate in percent
     */
    record Tax(String name, BigDecimal rate) {}

    /** The prices of a model, of each meter the one that fits best; empty if cost and markup hold. */
    Map<Meter, OwnPrice> prices(String model) {
        Map<Meter, OwnPrice> best = new EnumMap<>(Meter.class);
        prices.stream()
                .filter(price -> price.matches(model))
                .sorted(Comparator.comparing((OwnPrice price) -> !price.model().endsWith("*"))
                        .thenComparing(price -> price.model().length()))
                .forEach(price -> best.put(price.meter(), price));
        return best;
    }

    /** Decimals of the currency: 2 for most. */
    int digits() {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }

    /** What one unit of a currency is in the plan's; null if it does not say. */
    @Nullable
    BigDecimal rate(String of) {
        return of.equals(currency) ? BigDecimal.ONE : rates.get(of);
    }
}
