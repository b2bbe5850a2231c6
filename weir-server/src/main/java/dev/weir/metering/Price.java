package dev.weir.metering;

import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a deployment charges at a given time. Immutable. */
public final class Price {
    /** The price of models that run in this process. */
    public static final Price FREE = new Price("weir", "USD", Rates.NOTHING);

    private static final Pattern SHARE = Pattern.compile("times ([0-9.]+) in a batch$");

    private final String id;
    private final String currency;
    private final Rates rates;
    private final BigDecimal share;

    Price(String id, String currency, Rates rates) {
        this(id, currency, rates, BigDecimal.ONE);
    }

    private Price(String id, String currency, Rates rates, BigDecimal share) {
        this.id = id;
        this.currency = currency;
        this.rates = rates;
        this.share = share;
    }

    /** A share of this price, as what was asked in a provider's own batch costs. */
    Price share(BigDecimal part) {
        return new Price(id, currency, rates, share.multiply(part));
    }

    /** The share of this price that an attempt was charged which was priced by a {@link #text}. */
    public Price asIn(@Nullable String charged) {
        Matcher part = charged == null ? null : SHARE.matcher(charged);
        return part != null && part.find() ? share(new BigDecimal(part.group(1))) : this;
    }

    /** Rounded half-even to the picodollar. */
    private Money shared(Money whole) {
        return share.compareTo(BigDecimal.ONE) == 0
                ? whole
                : new Money(BigDecimal.valueOf(whole.picodollars())
                        .multiply(share)
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .longValueExact());
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
        return shared(rates.input(usage).plus(rates.output(usage)).plus(rates.pieces(usage)));
    }

    /**
     * The most that a call can cost.
     *
     * @param bound the most tokens and searches that it can have, of whatever class they turn out to be
     * @return the largest amount there is where it would be more than that
     */
    Money most(Usage bound) {
        try {
            return shared(rates.most(bound));
        } catch (ArithmeticException e) {
            return new Money(Long.MAX_VALUE);
        }
    }

    public Money inputCost(Usage usage) {
        return shared(rates.input(usage));
    }

    public Money outputCost(Usage usage) {
        return shared(rates.output(usage));
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
        if (share.compareTo(BigDecimal.ONE) != 0) {
            parts.add("times " + plain(share) + " in a batch");
        }
        return String.join(", ", parts);
    }

    /**
     * What one class of tokens costs, or one request, or one search.
     *
     * @param of {@code input}, {@code cached_input}, {@code cache_write}, {@code hour_cache_write}, {@code audio_input},
     *     {@code cached_audio_input}, {@code output}, {@code audio_output}, {@code request} or {@code search}
     * @param amount for {@code per} of them, a decimal
     * @param aboveInputTokens how many input tokens a call must have for this amount; null for any call
     */
    public record Line(
            String of,
            String amount,
            String currency,
            long per,
            @Nullable Long aboveInputTokens) {}

    /** The rates one by one, in the order of {@link #text}; none for what costs nothing. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        add(lines, rates.input(), "input");
        add(lines, rates.cachedInput(), "cached_input");
        add(lines, rates.cacheWrite(), "cache_write");
        add(lines, rates.hourCacheWrite(), "hour_cache_write");
        add(lines, rates.audioInput(), "audio_input");
        add(lines, rates.cachedAudioInput(), "cached_audio_input");
        add(lines, rates.output(), "output");
        add(lines, rates.audioOutput(), "audio_output");
        add(lines, rates.request(), "request");
        add(lines, rates.search(), "search");
        return lines;
    }

    private void add(List<Line> lines, @Nullable Rate rate, String of) {
        if (rate != null) {
            lines.add(new Line(of, plain(rate.amount()), currency, rate.per(), null));
            for (Rate.Tier tier : rate.tiers()) {
                lines.add(new Line(of, plain(tier.amount()), currency, rate.per(), tier.start()));
            }
        }
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
