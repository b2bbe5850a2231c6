package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateHeadersTest {
    @ParameterizedTest
    @CsvSource({"0, 0s", "7, 7s", "60, 1m0s", "61, 1m1s", "3600, 1h0m0s", "82805, 23h0m5s", "90000, 25h0m0s"})
    void timesAreWrittenAsOpenAiDoes(long seconds, String expected) {
        assertThat(RateHeaders.duration(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }

    @Test
    void whatHasNoLimitIsNotMentioned() {
        Standing standing = new Standing(new Standing.Quota(5, 4, Duration.ofSeconds(61)), null);

        assertThat(RateHeaders.of(standing, Dialect.OPENAI_CHAT, Instant.EPOCH))
                .isEqualTo(Map.of(
                        "x-ratelimit-limit-requests", "5",
                        "x-ratelimit-remaining-requests", "4",
                        "x-ratelimit-reset-requests", "1m1s"));
    }

    @Test
    void anthropicsCallersAreToldATime() {
        Standing standing = new Standing(null, new Standing.Quota(500, 0, Duration.ofMinutes(90)));

        assertThat(RateHeaders.of(standing, Dialect.ANTHROPIC_MESSAGES, Instant.parse("2026-03-28T22:30:00.9Z")))
                .containsEntry("anthropic-ratelimit-tokens-limit", "500")
                .containsEntry("anthropic-ratelimit-tokens-remaining", "0")
                .containsEntry("anthropic-ratelimit-tokens-reset", "2026-03-29T00:00:00Z")
                .containsEntry("x-ratelimit-reset-tokens", "1h30m0s");
    }
}
