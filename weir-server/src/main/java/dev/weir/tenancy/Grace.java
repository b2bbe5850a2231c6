package dev.weir.tenancy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a key's text from before a rotation is taken, in words: {@code 15m}, {@code 24h}, {@code 7d}. */
public final class Grace {
    /** Where nothing is said. */
    public static final Duration USUAL = Duration.ofHours(24);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,7})(s|m|h|d)");

    private Grace() {}

    /**
     * @throws Refusal if it is no such time, or too long
     */
    public static Duration read(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            long count = Long.parseLong(form.group(1));
            Duration grace = switch (form.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            if (grace.compareTo(Tenancy.LONGEST_GRACE) <= 0) {
                return grace;
            }
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "'" + LimitsBody.shown(text) + "' is no time of grace.",
                "grace",
                "A time from 0s to " + Tenancy.LONGEST_GRACE.toDays() + "d, such as 24h.");
    }
}
