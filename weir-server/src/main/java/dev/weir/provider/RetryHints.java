package dev.weir.provider;

import dev.weir.spi.Outbound;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a provider wants to be asked again: {@code Retry-After} in seconds or as a date (RFC 9110, section 10.2.3),
 * OpenAI's {@code retry-after-ms}, or else the {@code x-ratelimit-reset-*} of the limit that is used up.
 */
final class RetryHints {
    private static final int TOO_MANY_REQUESTS = 429;

    private RetryHints() {}

    static @Nullable Duration read(Outbound.Reply reply, Instant now) {
        return reply.header("retry-after-ms")
                .flatMap(text -> number(text, 1))
                .or(() -> reply.header("retry-after").flatMap(text -> retryAfter(text, now)))
                .or(() -> reply.status() == TOO_MANY_REQUESTS ? reset(reply) : Optional.empty())
                .orElse(null);
    }

    static Optional<Duration> retryAfter(String text, Instant now) {
        return number(text, 1000).or(() -> date(text, now));
    }

    private static Optional<Duration> number(String text, int millis) {
        try {
            double value = Double.parseDouble(text.strip()) * millis;
            return value >= 0 && value < Integer.MAX_VALUE
                    ? Optional.of(Duration.ofMillis((long) value))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> date(String text, Instant now) {
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
            return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> reset(Outbound.Reply reply) {
        return Stream.of("requests", "tokens")
                .filter(what -> reply.header("x-ratelimit-remaining-" + what)
                        .filter("0"::equals)
                        .isPresent())
                .flatMap(what -> reply.header("x-ratelimit-reset-" + what).stream())
                .flatMap(text -> span(text).stream())
                .max(Duration::compareTo);
    }

    /** A span as OpenAI writes it: {@code 20ms}, {@code 1s}, {@code 6m0s}, {@code 1h2m3.5s}; bare numbers are seconds. */
    static Optional<Duration> span(String text) {
        double millis = 0;
        int from = 0;
        while (from < text.length()) {
            int unit = endOf(text, from, true);
            int end = endOf(text, unit, false);
            Optional<Duration> part = number(text.substring(from, unit), millisIn(text.substring(unit, end)));
            if (part.isEmpty() || end == from) {
                return Optional.empty();
            }
            millis += part.get().toMillis();
            from = end;
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis((long) millis));
    }

    private static int endOf(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.') == digits) {
            at++;
        }
        return at;
    }

    private static int millisIn(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s", "" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> -1;
        };
    }
}
