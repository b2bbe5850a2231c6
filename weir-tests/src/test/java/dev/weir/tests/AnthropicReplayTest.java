package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.tests.RecordedProvider.Recorded;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Anthropic said passes through the whole gateway unchanged, however the network cuts it up. */
class AnthropicReplayTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path RECORDINGS =
            Path.of(System.getProperty("weir.root"), "weir-server/src/test/resources/recordings");
    private static final int SPLITS = 8;

    @TempDir
    static Path data;

    private static RecordedProvider provider;
    private static Weir weir;
    private static Door door;

    @BeforeAll
    static void start() throws IOException {
        provider = new RecordedProvider();
        weir = Servers.start(data, Map.of(), """
                providers: {rec: {kind: anthropic, base_url: '%s', api_key: none, allow_private: true}}
                """.formatted(provider.url()));
        door = new Door(URI.create("http://127.0.0.1:" + weir.port()), Servers.ADMIN_KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        weir.close();
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic_plain.0",
                "anthropic_tools.0",
                "anthropic_structured.0",
                "anthropic_stream.0",
                "anthropic_thinking_stream.0",
            })
    void answersComeBackByteForByte(String name) throws Exception {
        JsonNode recording = play(name);
        String body = recording.at("/response/body").asString();

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask("/v1/messages", recording);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text().strip()).isEqualTo(body.strip());
            JsonNode exchange = door.get("/api/exchanges/" + reply.header("x-weir-exchange-id"))
                    .json();
            assertThat(exchange.path("status").asString()).isEqualTo("ok");
            assertThat(exchange.at("/usage/estimated").asBoolean()).isFalse();
            assertThat(exchange.at("/usage/output_tokens").asLong()).isGreaterThan(30);
        }
    }

    @Test
    void callersOfOpenAisDialectHearTheSame() throws Exception {
        JsonNode recording = play("anthropic_thinking_stream.0");

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask("/v1/chat/completions", recording);

            List<JsonNode> chunks = reply.text()
                    .lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> JSON.readTree(line.substring(6)))
                    .toList();
            assertThat(joined(chunks, "content"))
                    .isEqualTo("The letter 'r' appears 3 times in the word \"strawberry\".");
            assertThat(joined(chunks, "reasoning_content")).startsWith("Let me count the occurrences");
            assertThat(chunks.getLast().at("/choices/0/finish_reason").asString())
                    .isEqualTo("stop");
            assertThat(reply.text()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void theModelsAreListed() throws Exception {
        play("anthropic_models.0");

        assertThat(door.get("/v1/models").text()).contains("claude-opus-5");
    }

    private static String joined(List<JsonNode> chunks, String member) {
        return chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta").path(member).asString(""))
                .collect(Collectors.joining());
    }

    private static JsonNode play(String name) throws IOException {
        JsonNode recording = JSON.readTree(Files.readString(RECORDINGS.resolve(name + ".json")));
        JsonNode response = recording.path("response");
        provider.play(new Recorded(
                response.path("status").asInt(),
                response.at("/headers/content-type").asString(),
                response.path("body").asString()));
        return recording;
    }

    private static Door.Reply ask(String path, JsonNode recording) {
        ObjectNode body =
                (ObjectNode) JSON.readTree(recording.at("/request/body").asString());
        body.put("model", "rec/" + body.path("model").asString());
        if (path.endsWith("completions")) {
            body.remove("thinking");
        }
        return door.post(path, body.toString());
    }
}
