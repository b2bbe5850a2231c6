package dev.weir.http;

import dev.weir.spi.ErrorCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller waits, as its headers say.
 *
 * <p>{@code x-weir-deadline} is a time in RFC 3339. {@code x-weir-timeout}, {@code x-request-timeout} and {@code
 * request-timeout} count from the arrival of the request: {@code 1500ms}, {@code 30s}, {@code 2m}, or seconds without a
 * unit. {@code grpc-timeout} is gRPC's: up to eight digits and one of {@code H M S m u n}. OpenAI's and Anthropic's
 * clients send {@code x-stainless-timeout} (JavaScript, Java: until the head of the answer) or {@code
 * x-stainless-read-timeout} (Python: between two reads) in seconds; both bound the wait for an answer's beginning, and
 * for its end only where it comes in one piece.
 *
 * @param deadline when nobody waits any longer
 * @param whole how long the caller waits for the end of the answer
 * @param beginning how long the caller waits for its beginning
 */
public record Patience(
        @Nullable Instant deadline,
        @Nullable Duration whole,
        @Nullable Duration beginning) {
    private static final List<String> OTHERS = List.of("x-request-timeout", "request-timeout");
    private static final List<String> CLIENTS = List.of("x-stainless-timeout", "x-stainless-read-timeout");
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MAX_DIGITS = 12;

    /**
     * Reads a request's headers. A header that is not Weir's own and makes no sense is passed over.
     *
     * @throws Refusal if one of Weir's own cannot be read
     */
    public static Patience of(Request request) {
        Duration whole = own(request);
        whole = sooner(whole, request.header("grpc-timeout").flatMap(Patience::grpc));
        for (String name : OTHERS) {
            whole = sooner(whole, request.header(name).flatMap(Patience::duration));
        }
        Duration beginning = null;
        for (String name : CLIENTS) {
            beginning = sooner(beginning, request.header(name).flatMap(Patience::duration));
        }
        return new Patience(deadline(request), whole, beginning);
    }

    /**
     * When it is too late for the end of the answer; null if the caller did not say.
     *
     * @param arrived when the request was there
     * @param streamed whether the answer comes in pieces
     */
    public @Nullable Instant end(Instant arrived, boolean streamed) {
        Duration limit = streamed ? whole : sooner(whole, Optional.ofNullable(beginning));
        return earlier(deadline, limit == null ? null : arrived.plus(limit));
    }

    /** When it is too late to begin to answer; null if the caller did not say. */
    public @Nullable Instant start(Instant arrived) {
        return end(arrived, false);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private static @Nullable Duration sooner(@Nullable Duration one, Optional<Duration> other) {
        return other.filter(found -> one == null || found.compareTo(one) < 0).orElse(one);
    }

    /**
     * The point in time that the caller named, if it did.
     *
     * @throws Refusal if it cannot be read
     */
    public static @Nullable Instant deadline(Request request) {
        Optional<String> text = request.header("x-weir-deadline");
        try {
            return text.map(Instant::parse).orElse(null);
        } catch (DateTimeParseException e) {
            throw unreadable("x-weir-deadline", text.orElseThrow(), "Write a time such as 2026-01-31T12:00:00.500Z.");
        }
    }

    private static @Nullable Duration own(Request request) {
        String text = request.header("x-weir-timeout").orElse(null);
        if (text == null) {
            return null;
        }
        return duration(text)
                .orElseThrow(() ->
                        unreadable("x-weir-timeout", text, "Write a duration such as 1500ms, 30s or 2m, above zero."));
    }

    private static Refusal unreadable(String header, String value, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, "The header " + header + " is '" + value + "'.", header, hint);
    }

    private static Optional<Duration> duration(String text) {
        String number = text.strip();
        long nanos = 1_000_000_000;
        if (number.endsWith("ms")) {
            nanos = 1_000_000;
            number = number.substring(0, number.length() - 2);
        } else if (number.endsWith("s")) {
            number = number.substring(0, number.length() - 1);
        } else if (number.endsWith("m")) {
            nanos = 60_000_000_000L;
            number = number.substring(0, number.length() - 1);
        }
        return product(number, nanos);
    }

    private static Optional<Duration> grpc(String text) {
        String value = text.strip();
        if (value.length() < 2 || value.length() > 9) {
            return Optional.empty();
        }
        long nanos = switch (value.charAt(value.length() - 1)) {
            case 'H' -> 3_600_000_000_000L;
            case 'M' -> 60_000_000_000L;
            case 'S' -> 1_000_000_000;
            case 'm' -> 1_000_000;
            case 'u' -> 1_000;
            case 'n' -> 1;
            default -> 0;
        };
        return product(value.substring(0, value.length() - 1), nanos);
    }

    private static Optional<Duration> product(String number, long nanos) {
        boolean plain = !number.isEmpty()
                && number.length() <= MAX_DIGITS
                && number.chars().allMatch(sign -> sign >= '0' && sign <= '9' || sign == '.');
        try {
            BigDecimal product = plain ? new BigDecimal(number).multiply(BigDecimal.valueOf(nanos)) : BigDecimal.ZERO;
            boolean inRange = product.signum() > 0 && product.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) <= 0;
            return inRange ? Optional.of(Duration.ofNanos(product.longValue())) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
