package dev.weir.simulator;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 200ms}, {@code 1.5s}, {@code 2m}; a bare number is milliseconds. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(ms|s|m)?");

    private Durations() {}

    static Duration parse(String field, String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new BadScript(
                    field + ": \"" + text + "\" is not a duration; give one such as \"200ms\", \"1.5s\" or \"2m\"");
        }
        String unit = matcher.group(2);
        return ofMillis(Double.parseDouble(matcher.group(1)) * millisPer(unit == null ? "ms" : unit));
    }

    static Duration ofMillis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private static long millisPer(String unit) {
        return switch (unit) {
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 1;
        };
    }
}
