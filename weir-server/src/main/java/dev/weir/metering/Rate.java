package dev.weir.metering;

import dev.weir.spi.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * The price of one class of tokens: an amount for so many of them, and other amounts for calls with a long input.
 *
 * @param tiers by rising start
 */
record Rate(BigDecimal amount, long per, List<Tier> tiers) {
    static final int MILLION = 1_000_000;

    /**
     * The amount for a whole call, not only for its excess, when its input has more than {@code start} tokens.
     */
    record Tier(long start, BigDecimal amount) {}

    Rate {
        if (amount.signum() < 0 || per < 1) {
            throw new IllegalArgumentException("a price is not negative, and for at least one token");
        }
        tiers = List.copyOf(tiers);
    }

    static Rate perMillion(BigDecimal amount) {
        return new Rate(amount, MILLION, List.of());
    }

    /** Rounded half-even to the picodollar, where the price of a single token is finer than that. */
    Money cost(long count, long inputTokens) {
        if (count == 0) {
            return Money.ZERO;
        }
        BigDecimal sum = amountFor(inputTokens).multiply(BigDecimal.valueOf(count));
        return new Money(roundedHalfEven(sum.movePointRight(12), per));
    }

    /**
     * The most that so many tokens of a call can cost.
     *
     * @param inputTokens the most that the call may have
     */
    Money most(long count, long inputTokens) {
        BigDecimal highest = tiers.stream()
                .filter(tier -> inputTokens > tier.start)
                .map(Tier::amount)
                .reduce(amount, BigDecimal::max);
        return new Rate(highest, per, List.of()).cost(count, 0);
    }

    private BigDecimal amountFor(long inputTokens) {
        BigDecimal chosen = amount;
        for (Tier tier : tiers) {
            if (inputTokens > tier.start) {
                chosen = tier.amount;
            }
        }
        return chosen;
    }

    private static long roundedHalfEven(BigDecimal picodollars, long per) {
        return picodollars
                .divide(BigDecimal.valueOf(per), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
