package dev.weir.kernel;

import java.math.BigDecimal;

/** A decimal number as amounts of money are written: all of its digits, and at least the cents. */
public final class PlainDecimal {
    private PlainDecimal() {}

    public static String of(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.setScale(Math.max(2, plain.scale())).toPlainString();
    }
}
