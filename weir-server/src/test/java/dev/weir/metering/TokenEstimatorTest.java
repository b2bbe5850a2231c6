package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenEstimatorTest {
    private final TokenEstimator estimator = new TokenEstimator();

    @Test
    void openAisModelsAreCountedWithTheirOwnEncoding() {
        assertThat(estimator.count("gpt-4o-mini", "This is a test.")).isEqualTo(5);
        assertThat(estimator.count("openai/gpt-4", "This is a test.")).isEqualTo(5);
        assertThat(estimator.count("gpt-4o", "<|endoftext|>")).isGreaterThan(1);
    }

    @Test
    void aConversationHasAFrame() {
        // The recorded exchange openai_chat_plain says 12 for this.
        assertThat(estimator.count("gpt-4o-mini", List.of(new Message("user", "Say this is a test"))))
                .isEqualTo(12);
    }

    @Test
    void otherModelsAreCountedByBytes() {
        assertThat(estimator.count("claude-x", "12345")).isEqualTo(2);
        assertThat(estimator.count("claude-x", "éé")).isEqualTo(1);
        assertThat(estimator.count("claude-x", "")).isZero();
    }
}
