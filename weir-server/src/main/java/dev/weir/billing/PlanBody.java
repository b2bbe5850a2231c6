package dev.weir.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Plan} on the wire. What is left out is nothing: no markup, no fee, no tax. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlanBody(
        @Nullable String name,
        @Nullable String from,
        @Nullable String currency,
        @Nullable String timeZone,
        @Nullable String markup,
        @Nullable List<PriceBody> prices,
        @Nullable String included,
        @Nullable DiscountsBody discounts,
        @Nullable String fee,
        @Nullable String minimum,
        @Nullable TaxBody tax,
        @Nullable Map<String, String> exchangeRates) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_MODEL = 200;
    private static final int MOST_PRICES = 500;
    private static final int MOST_TIERS = 50;
    private static final Set<Long> PER = Set.of(1L, 1000L, 1_000_000L);
    private static final String GRADUATED = "graduated";
    private static final String VOLUME = "volume";

    /** The plan of those who have none: what providers charge. */
    static final PlanBody AT_COST =
            new PlanBody("at cost", "2000-01", "USD", "UTC", null, null, null, null, null, null, null, null);

    /** An {@link OwnPrice}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PriceBody(
            @Nullable String meter,
            @Nullable String model,
            @Nullable Long per,
            @Nullable String mode,
            @Nullable Long included,
            @Nullable String price,
            @Nullable List<TierBody> tiers) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TierBody(@Nullable Long upTo, @Nullable String price) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DiscountsBody(@Nullable String mode, @Nullable List<DiscountBody> tiers) {}

    record DiscountBody(@Nullable String above, @Nullable String percent) {}

    record TaxBody(@Nullable String name, @Nullable String rate) {}

    /**
     * @throws Refusal that names the field that is wrong
     */
    Plan read() {
        return new Plan(
                readName(name, "name", "A plan needs a name."),
                readMonth(from, "from"),
                readCurrency(currency == null ? "USD" : currency, "currency"),
                readZone(),
                markup == null
                        ? BigDecimal.ZERO
                        : Decimals.read(markup, "markup", Decimals.HUNDRED.negate(), Decimals.THOUSANDS, 6),
                readPrices(),
                amount(included, "included"),
                readDiscounts(),
                amount(fee, "fee"),
                amount(minimum, "minimum"),
                readTax(),
                readRates());
    }

    private static String readName(@Nullable String text, String field, String absent) {
        if (text == null || text.isBlank()) {
            throw wrong(absent, field, "A short text.");
        }
        String stripped = text.strip();
        if (stripped.length() > LONGEST_NAME || stripped.chars().anyMatch(Character::isISOControl)) {
            throw wrong("The name is too long, or has control characters.", field, "At most 100 characters.");
        }
        return stripped;
    }

    static YearMonth readMonth(@Nullable String text, String field) {
        try {
            YearMonth month = text == null || text.length() != 7 ? null : YearMonth.parse(text);
            if (month != null && month.getYear() >= 2000 && month.getYear() < 2200) {
                return month;
            }
        } catch (DateTimeException e) {
            // answered below, like a month of another century
        }
        throw wrong(
                text == null ? "The month is missing." : "'" + Decimals.shown(text) + "' is not a month.",
                field,
                "Write it like 2026-11.");
    }

    static String readCurrency(String text, String field) {
        String code = text.strip().toUpperCase(Locale.ROOT);
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(code))) {
            throw wrong(
                    "There is no currency '" + Decimals.shown(text) + "'.",
                    field,
                    "A code by ISO 4217, such as \"USD\".");
        }
        return code;
    }

    private ZoneId readZone() {
        try {
            return ZoneId.of(timeZone == null ? "UTC" : timeZone);
        } catch (DateTimeException e) {
            throw wrong(
                    "There is no time zone '" + Decimals.shown(timeZone) + "'.",
                    "time_zone",
                    "A name such as \"Europe/Berlin\".");
        }
    }

    private static BigDecimal amount(@Nullable String text, String field) {
        return text == null ? BigDecimal.ZERO : Decimals.amount(text, field);
    }

    private List<OwnPrice> readPrices() {
        List<PriceBody> given = prices == null ? List.of() : prices;
        if (given.size() > MOST_PRICES) {
            throw wrong("There are " + given.size() + " prices.", "prices", "At most " + MOST_PRICES + ".");
        }
        List<OwnPrice> read = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "prices[" + i + "]";
            OwnPrice price = readPrice(given.get(i), field);
            if (!known.add(price.meter() + " " + price.model())) {
                throw wrong(
                        "There are two prices of " + price.meter().wire() + " for '" + price.model() + "'.",
                        field,
                        "Leave one of them out.");
            }
            read.add(price);
        }
        return read;
    }

    private static OwnPrice readPrice(@Nullable PriceBody body, String field) {
        if (body == null) {
            throw wrong("The price is null.", field, null);
        }
        Meter meter = Meter.named(body.meter == null ? "" : body.meter)
                .orElseThrow(() -> wrong(
                        body.meter == null
                                ? "A price needs a meter."
                                : "There is no meter '" + Decimals.shown(body.meter) + "'.",
                        field + ".meter",
                        "One of requests, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens,"
                                + " searches."));
        String model = body.model == null ? "*" : body.model.strip();
        if (model.isEmpty()
                || model.length() > LONGEST_MODEL
                || model.indexOf('*') != model.lastIndexOf('*')
                || (model.contains("*") && !model.endsWith("*"))) {
            throw wrong(
                    "'" + Decimals.shown(model) + "' does not name models.",
                    field + ".model",
                    "A model's name, or how names begin with a * at the end.");
        }
        long per = body.per == null ? 1_000_000 : body.per;
        if (!PER.contains(per)) {
            throw wrong("A price is not for " + per + " units.", field + ".per", "1, 1000 or 1000000.");
        }
        long free = body.included == null ? 0 : body.included;
        if (free < 0) {
            throw wrong("Less than nothing is included.", field + ".included", "A whole number from 0.");
        }
        return new OwnPrice(meter, model, per, isVolume(body.mode, field + ".mode"), free, readTiers(body, field));
    }

    private static boolean isVolume(@Nullable String mode, String field) {
        if (mode != null && !mode.equals(GRADUATED) && !mode.equals(VOLUME)) {
            throw wrong("There is no mode '" + Decimals.shown(mode) + "'.", field, "One of graduated, volume.");
        }
        return VOLUME.equals(mode);
    }

    private static List<OwnPrice.Tier> readTiers(PriceBody body, String field) {
        if ((body.price == null) == (body.tiers == null)) {
            throw wrong("A price is either one price or a list of tiers.", field, "Give price, or tiers.");
        }
        if (body.price != null) {
            return List.of(new OwnPrice.Tier(null, Decimals.amount(body.price, field + ".price")));
        }
        List<TierBody> given = body.tiers == null ? List.of() : body.tiers;
        if (given.isEmpty() || given.size() > MOST_TIERS) {
            throw wrong("There are " + given.size() + " tiers.", field + ".tiers", "1 to " + MOST_TIERS + ".");
        }
        List<OwnPrice.Tier> tiers = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < given.size(); i++) {
            TierBody tier = given.get(i);
            String at = field + ".tiers[" + i + "]";
            boolean last = i == given.size() - 1;
            if (tier == null || tier.price == null) {
                throw wrong("A tier needs a price.", at + ".price", Decimals.HINT);
            }
            if (last != (tier.upTo == null)) {
                throw wrong(
                        last ? "The last tier ends." : "Only the last tier has no end.",
                        at + ".up_to",
                        "Every tier but the last says up to which unit it holds.");
            }
            if (tier.upTo != null && tier.upTo <= before) {
                throw wrong("Tiers do not rise.", at + ".up_to", "More than " + before + ".");
            }
            before = tier.upTo == null ? before : tier.upTo;
            tiers.add(new OwnPrice.Tier(tier.upTo, Decimals.amount(tier.price, at + ".price")));
        }
        return tiers;
    }

    private Discounts readDiscounts() {
        if (discounts == null) {
            return Discounts.NONE;
        }
        List<DiscountBody> given = discounts.tiers == null ? List.of() : discounts.tiers;
        if (given.isEmpty() || given.size() > MOST_TIERS) {
            throw wrong("There are " + given.size() + " discounts.", "discounts.tiers", "1 to " + MOST_TIERS + ".");
        }
        List<Discounts.Tier> tiers = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String at = "discounts.tiers[" + i + "]";
            DiscountBody tier = given.get(i);
            if (tier == null || tier.above == null || tier.percent == null) {
                throw wrong("A discount needs above and percent.", at, Decimals.HINT);
            }
            BigDecimal above = Decimals.amount(tier.above, at + ".above");
            if (i > 0 && above.compareTo(tiers.getLast().above()) <= 0) {
                throw wrong("Discounts do not rise.", at + ".above", "More than the one before.");
            }
            tiers.add(new Discounts.Tier(
                    above, Decimals.read(tier.percent, at + ".percent", BigDecimal.ZERO, Decimals.HUNDRED, 6)));
        }
        return new Discounts(isVolume(discounts.mode, "discounts.mode"), tiers);
    }

    private Plan.@Nullable Tax readTax() {
        if (tax == null) {
            return null;
        }
        if (tax.rate == null) {
            throw wrong("A tax needs a rate.", "tax.rate", "In percent, such as \"19\".");
        }
        return new Plan.Tax(
                readName(tax.name == null ? "Tax" : tax.name, "tax.name", "A tax needs a name."),
                Decimals.read(tax.rate, "tax.rate", BigDecimal.ZERO, Decimals.HUNDRED, 6));
    }

    private Map<String, BigDecimal> readRates() {
        Map<String, BigDecimal> rates = new HashMap<>();
        if (exchangeRates != null) {
            for (Map.Entry<String, String> each : exchangeRates.entrySet()) {
                String field = "exchange_rates." + Decimals.shown(each.getKey());
                BigDecimal rate = Decimals.amount(String.valueOf(each.getValue()), field);
                if (rate.signum() == 0) {
                    throw wrong("A currency is worth nothing.", field, "What one unit of it is in the plan's.");
                }
                rates.put(readCurrency(each.getKey(), field), rate);
            }
        }
        return rates;
    }

    private static Refusal wrong(String message, String field, @Nullable String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
