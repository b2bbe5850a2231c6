package dev.weir.limits;

import dev.weir.spi.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer's headers say of its call's limits: {@code x-ratelimit-*} as OpenAI writes them, a reset as {@code
 * 1m30s}, and for Anthropic's callers {@code anthropic-ratelimit-*} too, a reset as a time in RFC 3339.
 */
final class RateHeaders {
    private RateHeaders() {}

    static Map<String, String> of(Standing standing, Dialect dialect, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        add(headers, "requests", standing.requests(), dialect, now);
        add(headers, "tokens", standing.tokens(), dialect, now);
        return headers;
    }

    private static void add(
            Map<String, String> headers, String what, Standing.@Nullable Quota quota, Dialect dialect, Instant now) {
        if (quota == null) {
            return;
        }
        String limit = Long.toString(quota.limit());
        String remaining = Long.toString(quota.remaining());
        headers.put("x-ratelimit-limit-" + what, limit);
        headers.put("x-ratelimit-remaining-" + what, remaining);
        headers.put("x-ratelimit-reset-" + what, duration(quota.reset()));
        if (dialect == Dialect.ANTHROPIC_MESSAGES) {
            Instant reset = now.plus(quota.reset()).truncatedTo(ChronoUnit.SECONDS);
            headers.put("anthropic-ratelimit-" + what + "-limit", limit);
            headers.put("anthropic-ratelimit-" + what + "-remaining", remaining);
            headers.put("anthropic-ratelimit-" + what + "-reset", reset.toString());
        }
    }

    /** As OpenAI writes times: {@code 0s}, {@code 7s}, {@code 1m0s}, {@code 2h0m5s}. */
    static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        return (minutes < 60 ? minutes + "m" : minutes / 60 + "h" + minutes % 60 + "m") + seconds % 60 + "s";
    }
}
