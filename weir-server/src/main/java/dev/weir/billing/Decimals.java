package dev.weir.billing;

import dev.weir.http.Refusal;
import dev.weir.kernel.PlainDecimal;
import dev.weir.spi.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Decimal numbers in strings. */
final class Decimals {
    static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    static final BigDecimal THOUSANDS = BigDecimal.valueOf(100_000);
    static final String HINT = "A decimal number in a string, from \"0\" to \"1000000000\", with at most 12 decimals.";

    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
    private static final int LONGEST = 40;
    private static final int SHOWN = 60;

    private Decimals() {}

    static BigDecimal amount(String text, String field) {
        return read(text, field, BigDecimal.ZERO, MOST, 12);
    }

    /**
     * @param scale the most decimals
     * @throws Refusal if it is no number, or none that is wanted
     */
    static BigDecimal read(String text, String field, BigDecimal least, BigDecimal most, int scale) {
        try {
            BigDecimal value = plain(text) ? new BigDecimal(text) : null;
            if (value != null
                    && value.compareTo(least) >= 0
                    && value.compareTo(most) <= 0
                    && value.stripTrailingZeros().scale() <= scale) {
                return value;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number out of range
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "'" + shown(text) + "' is no number that can be used here.",
                field,
                "A decimal number in a string, from \"" + least.toPlainString() + "\" to \"" + most.toPlainString()
                        + "\", with at most " + scale + " decimals.");
    }

    /** Digits and a point; an exponent could stand for a number that fills the memory. */
    private static boolean plain(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
    }

    /** All of it, with at least the cents. */
    static String exact(BigDecimal amount) {
        return PlainDecimal.of(amount);
    }

    static BigDecimal rounded(BigDecimal amount, int digits) {
        return amount.setScale(digits, RoundingMode.HALF_EVEN);
    }

    static String shown(@Nullable String text) {
        String known = String.valueOf(text);
        return known.length() <= SHOWN ? known : known.substring(0, SHOWN) + "…";
    }
}
