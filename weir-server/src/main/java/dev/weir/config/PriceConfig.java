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
