package dev.weir.config;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

@Doc("What a model costs.")
public record PriceConfig(
        @Doc("The price of `per` input tokens.") @Range(min = 0)
        BigDecimal input,

        @Doc("The price of `per` input tokens that the provider had cached; absent: as `input`.")
        @Range(min = 0)
        @Nullable
        BigDecimal cachedInput,

        @Doc("The price of `per` output tokens; `0` for a model that only embeds.") @Range(min = 0)
        BigDecimal output,

        @Doc("The price of a thousand searches, such as a reranker's units; absent: none.") @Range(min = 0) @Nullable
        BigDecimal searches,

        @Doc("How many tokens the prices are for.") @Default("1000000") @Range(min = 1)
        long per,

        @Doc("The currency, by its ISO 4217 code.") @Default("USD")
        Currency currency,

        @Doc("The first day (UTC) on which the price holds; absent: always.") @Nullable
        LocalDate from) {
    private static final int DECIMALS = 30;
    /** For one token, or one search: more is a mistake, and its costs are beyond what can be counted. */
    private static final BigDecimal MOST = BigDecimal.TEN;

    public PriceConfig {
        check("input", input, per);
        check("cached_input", cachedInput, per);
        check("output", output, per);
        check("searches", searches, 1000);
    }

    private static void check(String key, @Nullable BigDecimal price, long per) {
        if (price != null && price.compareTo(MOST.multiply(BigDecimal.valueOf(per))) > 0) {
            throw new IllegalArgumentException(key + " is more than " + MOST + " for each of " + per);
        }
        if (price != null && price.stripTrailingZeros().scale() > DECIMALS) {
            throw new IllegalArgumentException(key + " has more than " + DECIMALS + " decimals");
        }
    }

    /** A price of tokens alone. */
    public PriceConfig(
            BigDecimal input,
            @Nullable BigDecimal cachedInput,
            BigDecimal output,
            long per,
            Currency currency,
            @Nullable LocalDate from) {
        this(input, cachedInput, output, null, per, currency, from);
    }
}
