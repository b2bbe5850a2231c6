package dev.weir.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Doc(
        "When a call whose answer does not begin asks another deployment, too. The first content wins, the other attempt is"
                + " cancelled.")
public record HedgeConfig(
        @Doc("A percentile of the deployment's own recent times to first content, from `p50` to `p99`, or a duration"
                + " such as `800ms`.")
        @Default("p95")
        String after) {
    private static final Pattern PERCENTILE = Pattern.compile("p([5-9][0-9])");

    public HedgeConfig {
        if (!PERCENTILE.matcher(after).matches()
                && duration(after).filter(time -> !time.isZero()).isEmpty()) {
            throw new IllegalArgumentException(
                    "after is '" + after + "'; write p95, another percentile from p50 to p99, or a duration above 0");
        }
    }

    /** The percentile; empty if {@link #time} is set. */
    public OptionalInt percentile() {
        Matcher form = PERCENTILE.matcher(after);
        return form.matches() ? OptionalInt.of(Integer.parseInt(form.group(1))) : OptionalInt.empty();
    }

    /** The time; empty if {@link #percentile} is set. */
    public Optional<Duration> time() {
        return duration(after);
    }

    private static Optional<Duration> duration(String text) {
        return ScalarType.of(Duration.class).orElseThrow().read(text).map(Duration.class::cast);
    }
}
