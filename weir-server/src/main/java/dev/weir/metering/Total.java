package dev.weir.metering;

import dev.weir.spi.Money;
import java.math.BigDecimal;

/**
 * A sum of amounts that may grow beyond what one {@link Money} can hold: whole micro-units and the picounits of the
 * rest, as the tables keep it. Exact.
 *
 * @param rest 0 to 999,999
 */
public record Total(long micros, int rest) implements Comparable<Total> {
    public static final Total ZERO = new Total(0, 0);
    private static final int PICOS = 1_000_000;

    public static Total of(Money money) {
        return new Total(
                Math.floorDiv(money.picodollars(), PICOS),
                Math.toIntExact(Math.floorMod(money.picodollars(), (long) PICOS)));
    }

    /**
     * What two columns hold after amounts were added to each of them.
     *
     * @param rests a sum of rests, of any size
     */
    public static Total of(long micros, long rests) {
        return new Total(Math.addExact(micros, Math.floorDiv(rests, PICOS)), Math.toIntExact(Math.floorMod(rests, (long)
                PICOS)));
    }

    public Total plus(Total other) {
        return of(Math.addExact(micros, other.micros), (long) rest + other.rest);
    }

    public Total minus(Total other) {
        return of(Math.subtractExact(micros, other.micros), (long) rest - other.rest);
    }

    /** Rounded down to whole micro-units. */
    public Total dividedBy(long divisor) {
        return new Total(Math.floorDiv(micros, divisor), 0);
    }

    @Override
    public int compareTo(Total other) {
        int byMicros = Long.compare(micros, other.micros);
        return byMicros != 0 ? byMicros : Integer.compare(rest, other.rest);
    }

    /** As {@link Money#display}. */
    public String display() {
        BigDecimal plain = amount().stripTrailingZeros();
        return plain.setScale(Math.max(6, plain.scale())).toPlainString();
    }

    public BigDecimal amount() {
        return BigDecimal.valueOf(micros, 6).add(BigDecimal.valueOf(rest, 12));
    }
}
