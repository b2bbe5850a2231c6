package dev.weir.metering;

import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a deployment charges at a given time. Immutable. */
public final class Price {
    /** The price of models that run in this process. */
    public static final Price FREE = new Price("weir", "USD", Rates.NOTHING);

    private final String id;
    private final String currency;
    private final Rates rates;

    Price(String id, String currency, Rates rates) {
        this.id = id;
        this.currency = currency;
        this.rates = rates;
    }

    /** Which dated price this is, such as {@code openai/o3@2025-06-10}; {@code own/} stands before the operator's. */
    public String id() {
        return id;
    }

    public String currency() {
        return currency;
    }

    /** What a call with this usage costs, exact to the picodollar. */
    public Money cost(Usage usage) {
        return inputCost(usage).plus(outputCost(usage)).plus(rates.pieces(usage));
    }

    public Money inputCost(Usage usage) {
        return rates.input(usage);
    }

    public Money outputCost(Usage usage) {
        return rates.output(usage);
    }

    /** The rates in words: {@code input 2.5 USD per 1M tokens, output 10 USD per 1M tokens}. */
    public String text() {
        if (rates.equals(Rates.NOTHING)) {
            return "runs here, costs nothing";
        }
        List<String> parts = new ArrayList<>();
        add(parts, "input", rates.input());
        add(parts, "cached input", rates.cachedInput());
        add(parts, "cache write", rates.cacheWrite());
        add(parts, "cache write for an hour", rates.hourCacheWrite());
        add(parts, "audio input", rates.audioInput());
        add(parts, "cached audio input", rates.cachedAudioInput());
        add(parts, "output", rates.output());
        add(parts, "audio output", rates.audioOutput());
        add(parts, "", rates.request());
        if (rates.search() != null) {
            parts.add("%s %s per %d searches"
                    .formatted(
                            plain(rates.search().amount()),
                            currency,
                            rates.search().per()));
        }
        return String.join(", ", parts);
    }

    private void add(List<String> parts, String name, @Nullable Rate rate) {
        if (rate != null) {
            StringBuilder part = new StringBuilder(name.isEmpty() ? "" : name + " ").append(plain(rate.amount()));
            for (Rate.Tier tier : rate.tiers()) {
                part.append(" (above %d input tokens %s)".formatted(tier.start(), plain(tier.amount())));
            }
            parts.add(part + " " + currency + " per " + (name.isEmpty() ? requests(rate.per()) : tokens(rate.per())));
        }
    }

    private static String tokens(long per) {
        if (per == 1) {
            return "token";
        }
        boolean millions = per % Rate.MILLION == 0;
        boolean thousands = per % 1000 == 0;
        return (millions ? per / Rate.MILLION + "M" : thousands ? per / 1000 + "K" : Long.toString(per)) + " tokens";
    }

    private static String requests(long per) {
        return per == 1 ? "request" : per + " requests";
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    @Override
    public String toString() {
        return id + ": " + text();
    }
}
