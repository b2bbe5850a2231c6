package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Json;
import dev.weir.spi.Dialect;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
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

    @Property(tries = 300)
    void bytesAreNeverFewerThanTokens(
            @ForAll("models") String model, @ForAll @Size(max = 5) List<@StringLength(max = 40) String> texts) {
        List<Message> messages =
                texts.stream().map(text -> new Message("user", text)).toList();
        byte[] body = Json.bytes(Map.of(
                "messages",
                messages.stream()
                        .map(each -> Map.of("role", each.role(), "content", each.text()))
                        .toList()));
        Operation chat =
                new Operation.Chat(model, messages, false, false, 100L, new Payload(Dialect.OPENAI_CHAT, body));

        assertThat(estimator.expectedAtMost(chat)).isGreaterThanOrEqualTo(estimator.expected(chat));
    }

    @Provide
    Arbitrary<String> models() {
        return Arbitraries.of("gpt-4o-mini", "gpt-4", "claude-x");
    }

    @Test
    void otherModelsAreCountedByBytes() {
        assertThat(estimator.count("claude-x", "12345")).isEqualTo(2);
        assertThat(estimator.count("claude-x", "éé")).isEqualTo(1);
        assertThat(estimator.count("claude-x", "")).isZero();
    }
}
