package dev.weir.console;

import dev.weir.kernel.PlainDecimal;
import dev.weir.spi.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, times and money as the console writes them. Times are UTC. */
public final class Figures {
    private static final DateTimeFormatter CLOCK = utc("HH:mm:ss");
    private static final DateTimeFormatter MINUTE = utc("HH:mm");
    private static final DateTimeFormatter DAY = utc("d MMM yyyy");
    private static final DateTimeFormatter DAY_OF_YEAR = utc("d MMM");
    private static final DateTimeFormatter DAY_AND_MINUTE = utc("d MMM, HH:mm");
    private static final DateTimeFormatter EXACT = utc("d MMM yyyy, HH:mm:ss.SSS 'UTC'");

    private Figures() {}

    private static DateTimeFormatter utc(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number and its noun, with an s unless it is one. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    public static String decimals(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number).replace('-', '−');
    }

    public static String seconds(long nanos) {
        return nanos < 0 ? "–" : String.format(Locale.ROOT, "%,.2f", nanos / 1e9);
    }

    /** Milliseconds, with a decimal where they are few. */
    public static String millis(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f" : "%,.0f", millis);
    }

    /** A fraction as an SVG length. */
    public static String percent(double fraction) {
        return trimmed(String.format(Locale.ROOT, "%.2f", 100 * fraction)) + "%";
    }

    /** A number for SVG: no unit, no needless zeros. */
    static String plain(double number) {
        return trimmed(String.format(Locale.ROOT, "%.2f", number));
    }

    static String trimmed(String number) {
        return number.replaceFirst("\\.?0+$", "");
    }

    /** A part of a whole, such as 0.20%. */
    public static String share(long part, long whole) {
        return whole == 0 ? "0.00%" : String.format(Locale.ROOT, "%.2f%%", 100.0 * part / whole);
    }

    public static String signed(double number) {
        return (number < 0 ? "− " : "+ ") + decimals(Math.abs(number), 3);
    }

    /** An amount in arithmetic: every decimal that it has. */
    public static String exact(@Nullable Money amount, @Nullable String currency) {
        return amount == null
                ? "no price"
                : symbol(amount, currency) + magnitude(amount).display();
    }

    /** An amount in a table: four decimals. One that would round to nothing is said to be less than the last of them. */
    public static String amount(@Nullable Money amount, @Nullable String currency) {
        return amount == null ? "–" : rounded(amount, currency, 4);
    }

    /** An amount in a summary: cents, likewise. */
    public static String total(@Nullable Money amount, @Nullable String currency) {
        return amount == null ? "–" : rounded(amount, currency, 2);
    }

    private static String rounded(Money amount, @Nullable String currency, int decimals) {
        BigDecimal shown = magnitude(amount).amount().setScale(decimals, RoundingMode.HALF_EVEN);
        if (shown.signum() == 0 && amount.picodollars() > 0) {
            return "<" + symbol(amount, currency) + BigDecimal.ONE.movePointLeft(decimals);
        }
        return symbol(amount, currency) + String.format(Locale.ROOT, "%,." + decimals + "f", shown);
    }

    /** A sum of any size, with so many decimals. One that would round to nothing is said to be less than the last. */
    public static String sum(BigDecimal amount, String currency, int decimals) {
        BigDecimal shown = amount.abs().setScale(decimals, RoundingMode.HALF_EVEN);
        String sign = symbol(amount.signum() < 0 ? new Money(-1) : Money.ZERO, currency);
        if (shown.signum() == 0 && amount.signum() != 0) {
            return "<" + sign + BigDecimal.ONE.movePointLeft(decimals);
        }
        return sign + String.format(Locale.ROOT, "%,." + decimals + "f", shown);
    }

    private static Money magnitude(Money amount) {
        return amount.picodollars() < 0 ? Money.ZERO.minus(amount) : amount;
    }

    private static String symbol(Money amount, @Nullable String currency) {
        String sign = amount.picodollars() < 0 ? "− " : "";
        return sign
                + switch (currency == null ? "USD" : currency) {
                    case "USD" -> "$";
                    case "EUR" -> "€";
                    case "GBP" -> "£";
                    case String other -> other + " ";
                };
    }

    /** A price: at least two decimals. */
    public static String price(Money perMillion) {
        return PlainDecimal.of(perMillion.amount());
    }

    /** An amount with so many decimals. */
    static String amount(BigDecimal amount, String currency, int decimals) {
        return symbol(Money.ZERO, currency)
                + String.format(Locale.ROOT, "%,." + decimals + "f", amount.setScale(decimals, RoundingMode.HALF_EVEN));
    }

    /** The same with its currency. */
    static String price(BigDecimal amount, String currency) {
        return symbol(Money.ZERO, currency) + PlainDecimal.of(amount);
    }

    /** A decimal number with a minus that is as wide as a plus. */
    public static String minus(String number) {
        return number.replace('-', '−');
    }

    public static String exactly(Instant time) {
        return EXACT.format(time);
    }

    public static String clock(Instant time) {
        return CLOCK.format(time);
    }

    public static String minute(Instant time) {
        return MINUTE.format(time);
    }

    public static String day(Instant time) {
        return DAY.format(time);
    }

    /** The clock for times of the same day, the day and the clock for others. */
    public static String when(Instant time, Instant now) {
        return date(time).equals(date(now)) ? clock(time) : DAY_AND_MINUTE.format(time);
    }

    /** The clock for times of the same day, else the day. */
    public static String lately(Instant time, Instant now) {
        return date(time).equals(date(now)) ? minute(time) : date(time, now);
    }

    /** The day, with its year if that is another one. */
    public static String date(Instant time, Instant now) {
        return date(time).getYear() == date(now).getYear() ? DAY_OF_YEAR.format(time) : day(time);
    }

    public static String dayAndMinute(Instant time) {
        return DAY_AND_MINUTE.format(time);
    }

    private static LocalDate date(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** How long ago, roughly. */
    public static String ago(Instant time, Instant now) {
        Duration gap = Duration.between(time, now);
        if (gap.toMinutes() < 1) {
            return "just now";
        }
        if (gap.toHours() < 1) {
            return count(gap.toMinutes(), "minute") + " ago";
        }
        return gap.toDays() < 1 ? count(gap.toHours(), "hour") + " ago" : count(gap.toDays(), "day") + " ago";
    }

    public static String bytes(long bytes) {
        if (bytes < 1_000_000) {
            return count((bytes + 999) / 1000) + " kB";
        }
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
