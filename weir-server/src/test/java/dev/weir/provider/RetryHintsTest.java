package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Outbound;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryHintsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2, PT2S",
        "0.5, PT0.5S",
        "'Sun, 22 Nov 2026 10:00:30 GMT', PT30S",
        "'Sun, 22 Nov 2026 09:00:00 GMT', PT0S",
        "soon,",
        "-1,",
        "NaN,"
    })
    void retryAfterIsSecondsOrADate(String text, Duration expected) {
        assertThat(RetryHints.retryAfter(text, NOW)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"20ms, PT0.02S", "1s, PT1S", "6m0s, PT6M", "1h2m3.5s, PT1H2M3.5S", "7, PT7S", "s,", "1x,", "'',", "1s-,"
    })
    void spansAreReadAsOpenAiWritesThem(String text, Duration expected) {
        assertThat(RetryHints.span(text)).isEqualTo(Optional.ofNullable(expected));
    }

    @Property
    void whateverItSaysNothingBreaks(@ForAll String text) {
        assertThat(RetryHints.span(text)).isNotNull();
        assertThat(RetryHints.retryAfter(text, NOW)).isNotNull();
    }

    @Test
    void onlyTheLimitThatIsUsedUpCounts() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-remaining-requests",
                "0",
                "x-ratelimit-reset-requests",
                "3s",
                "x-ratelimit-remaining-tokens",
                "900",
                "x-ratelimit-reset-tokens",
                "50s");

        assertThat(RetryHints.read(new Head(429, headers), NOW)).isEqualTo(Duration.ofSeconds(3));
        assertThat(RetryHints.read(new Head(500, headers), NOW)).isNull();
        assertThat(RetryHints.read(new Head(429, Map.of("retry-after", "9", "retry-after-ms", "1500")), NOW))
                .isEqualTo(Duration.ofMillis(1500));
    }

    /** A reply without a body. */
    private record Head(int status, Map<String, String> headers) implements Outbound.Reply {
        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        @Override
        public byte[] next() {
            return new byte[0];
        }

        @Override
        public byte[] readAll(int limit) {
            return new byte[0];
        }

        @Override
        public void close() {}
    }
}
