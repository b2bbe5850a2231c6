package dev.weir.knowledge.index;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a value that documents are filtered by can be compared as. A value is kept as text; text that is a number is one,
 * and so is text that is a date or a time of ISO 8601.
 */
public final class FieldValues {
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_TIME = 40;
    private static final int DATE = 10;
    private static final long MICROS = 1_000_000;

    private FieldValues() {}

    /** Empty where it is no number, or too large for a double. */
    public static OptionalDouble number(String value) {
        if (value.isEmpty() || value.length() > LONGEST_NUMBER || !beginsNumber(value.charAt(0))) {
            return OptionalDouble.empty();
        }
        try {
            double number = new BigDecimal(value).doubleValue();
            return Double.isInfinite(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static boolean beginsNumber(char first) {
        return first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9');
    }

    /** Microseconds since 1970; a date is its beginning, and a time without a zone is taken for UTC. */
    public static OptionalLong time(String value) {
        int length = value.length();
        if (length < DATE || length > LONGEST_TIME || value.charAt(4) != '-' || value.charAt(7) != '-') {
            return OptionalLong.empty();
        }
        try {
            Instant time = length == DATE
                    ? LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : hasZone(value)
                            ? OffsetDateTime.parse(value).toInstant()
                            : LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
            return OptionalLong.of(
                    Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS), time.getNano() / 1000));
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean hasZone(String value) {
        return value.endsWith("Z") || value.indexOf('+', DATE) > 0 || value.indexOf('-', DATE) > 0;
    }
}
