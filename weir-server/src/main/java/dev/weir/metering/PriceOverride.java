package dev.weir.metering;

import dev.weir.config.PriceConfig;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A price that the operator set, under {@code prices:} in the configuration. It goes before the shipped table.
 *
 * @param model the vendor's model name, or {@code provider/model} for one provider's alone
 * @param input for {@code per} input tokens
 * @param cachedInput for input read from the provider's cache; as {@code input} if null
 * @param output for {@code per} output tokens; nothing if null, as embeddings have none
 * @param searches for a thousand searches; nothing if null
 * @param per how many tokens the amounts are for, usually a million
 * @param currency an ISO 4217 code
 * @param from the first day in UTC on which it holds; always if null
 */
public record PriceOverride(
        String model,
        BigDecimal input,
        @Nullable BigDecimal cachedInput,
        @Nullable BigDecimal output,
        @Nullable BigDecimal searches,
        long per,
        String currency,
        @Nullable LocalDate from) {

    public PriceOverride {
        if (model.isBlank()) {
            throw new IllegalArgumentException("a price names its model");
        }
        if (!currency.matches("[A-Z]{3}")) {
            throw new IllegalArgumentException(
                    "'" + currency + "' is not a currency such as USD, in the price of " + model);
        }
        if (per < 1) {
            throw new IllegalArgumentException("'per' is at least 1, in the price of " + model);
        }
        notNegative(model, input);
        notNegative(model, cachedInput);
        notNegative(model, output);
        notNegative(model, searches);
    }

    /** A price of tokens alone. */
    public PriceOverride(
            String model,
            BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal output,
            long per,
            String currency,
            @Nullable LocalDate from) {
        this(model, input, cachedInput, output, null, per, currency, from);
    }

    /**
     * As the configuration has it.
     *
     * @param model the vendor's model name, or {@code provider/model}
     */
    public static PriceOverride of(String model, PriceConfig entry) {
        return new PriceOverride(
                model,
                entry.input(),
                entry.cachedInput(),
                entry.output(),
                entry.searches(),
                entry.per(),
                entry.currency().getCurrencyCode(),
                entry.from());
    }

    private static void notNegative(String model, @Nullable BigDecimal amount) {
        if (amount != null && amount.signum() < 0) {
            throw new IllegalArgumentException("the price of " + model + " is negative: " + amount.toPlainString());
        }
    }

    Price price() {
        Rate search = searches == null ? null : new Rate(searches, 1000, List.of());
        Rates rates =
                new Rates(rate(input), rate(cachedInput), null, null, null, null, rate(output), null, null, search);
        return new Price("own/" + model + (from == null ? "" : "@" + from), currency, rates);
    }

    private @Nullable Rate rate(@Nullable BigDecimal amount) {
        return amount == null ? null : new Rate(amount, per, List.of());
    }

    boolean holdsOn(LocalDate day) {
        return from == null || !day.isBefore(from);
    }

    static List<PriceOverride> newestFirst(List<PriceOverride> overrides) {
        return overrides.stream()
                .sorted((a, b) -> b.start().compareTo(a.start()))
                .toList();
    }

    private LocalDate start() {
        return from == null ? LocalDate.MIN : from;
    }
}
