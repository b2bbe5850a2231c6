package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, the readers answer with a value or a refusal, never with an exception. */
class AnyInputTest {
    private static final List<String> NAMES = List.of(
            "model",
            "messages",
            "role",
            "content",
            "type",
            "text",
            "system",
            "tools",
            "tool_choice",
            "tool_calls",
            "function",
            "name",
            "input",
            "id",
            "tool_use_id",
            "max_tokens",
            "thinking",
            "usage",
            "delta",
            "index",
            "source",
            "image_url",
            "url",
            "stop_reason",
            "error",
            "response_format",
            "schema",
            "output_config");
    private static final List<String> WORDS = List.of(
            "user",
            "assistant",
            "tool",
            "system",
            "text",
            "image",
            "tool_use",
            "tool_result",
            "function",
            "auto",
            "message_start",
            "content_block_delta",
            "message_delta",
            "base64",
            "json_schema",
            "data:x",
            "",
            "\\u0000");

    @Property(tries = 2000)
    void clientsMayWriteAnything(@ForAll("documents") String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);

        assertThat(AnthropicMessages.readRequest(body)).isNotNull();
        assertThat(AnthropicMessages.readCountRequest(body)).isNotNull();
        if (AnthropicMessages.readRequest(body) instanceof Parsed.Understood<?> understood) {
            translate(understood.operation().payload());
        }
        if (OpenAiChat.readRequest(body) instanceof Parsed.Understood<?> understood) {
            translate(understood.operation().payload());
        }
    }

    @Property(tries = 2000)
    void whatIsJsonIsTranslatedOrRefused(@ForAll("requests") String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);

        translate(new Payload(Dialect.OPENAI_CHAT, body));
        translate(new Payload(Dialect.ANTHROPIC_MESSAGES, body));
    }

    private static void translate(Payload request) {
        for (boolean lenient : new boolean[] {false, true}) {
            assertThat(Conversations.toOpenAi(request, "m", "max_tokens", lenient, said -> said))
                    .isNotNull();
            assertThat(Conversations.toAnthropic(request, "m", lenient, said -> said))
                    .isNotNull();
        }
    }

    @Property(tries = 2000)
    void vendorsMaySendAnything(@ForAll("documents") String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);

        assertThat(AnthropicMessages.readAnswer(body)).isNotNull();
        assertThat(AnthropicMessages.readCount(body)).isNotNull();
        Event event = new AnthropicStream().read(body);
        assertThat(event).isNotNull();
        assertThat(AnthropicMessages.eventType(body)).isNotEmpty();
    }

    @Provide
    Arbitrary<String> requests() {
        return Arbitraries.maps(Arbitraries.of(NAMES), values(3))
                .ofMaxSize(6)
                .map(members ->
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + object(members) + "]}]"
                                + members.entrySet().stream()
                                        .filter(member -> !member.getKey().equals("model")
                                                && !member.getKey().equals("messages"))
                                        .map(member -> ",\"" + member.getKey() + "\":" + member.getValue())
                                        .reduce("", String::concat)
                                + "}");
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<String> whole = values(4);
        Arbitrary<String> broken = whole.map(json -> json.substring(0, json.length() / 2));
        return Arbitraries.oneOf(whole, broken, Arbitraries.strings());
    }

    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> leaf = Arbitraries.oneOf(
                Arbitraries.of(WORDS).map(word -> "\"" + word + "\""),
                Arbitraries.of("1", "-1", "0.5", "1e400", "99999999999999999999", "true", "null", "{}", "[]"));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> inner = values(depth - 1);
        return Arbitraries.oneOf(
                leaf,
                inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"),
                Arbitraries.maps(Arbitraries.of(NAMES), inner).ofMaxSize(4).map(AnyInputTest::object));
    }

    private static String object(java.util.Map<String, String> members) {
        return "{"
                + String.join(
                        ",",
                        members.entrySet().stream()
                                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                                .toList())
                + "}";
    }
}
