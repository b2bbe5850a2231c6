package dev.weir.spi;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount in picodollars (10<sup>-12</sup> of the ledger's currency unit) in a signed 64-bit integer: no
 * floating point ever touches it. One entry holds up to 9.2 million dollars; arithmetic that would overflow throws.
 */
public record Money(long picodollars) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);
    private static final int SCALE = 12;

    /**
     * Reads an amount such as {@code 2.50}.
     *
     * @throws ArithmeticException if it has more than twelve decimals or does not fit
     */
    public static Money of(BigDecimal amount) {
        return new Money(amount.setScale(SCALE, RoundingMode.UNNECESSARY)
                .movePointRight(SCALE)
                .longValueExact());
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(picodollars, other.picodollars));
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(picodollars, other.picodollars));
    }

    public Money times(long count) {
        return new Money(Math.multiplyExact(picodollars, count));
    }

    public BigDecimal amount() {
        return BigDecimal.valueOf(picodollars, SCALE);
    }

    /** At least six decimals, more where the amount has them: {@code 0.006840}, {@code 0.000000150}. */
    public String display() {
        BigDecimal plain = amount().stripTrailingZeros();
        return plain.setScale(Math.max(6, plain.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(picodollars, other.picodollars);
    }

    @Override
    public String toString() {
        return display();
    }
}
