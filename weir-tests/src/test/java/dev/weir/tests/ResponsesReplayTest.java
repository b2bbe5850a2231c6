package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.tests.RecordedProvider.Recorded;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What OpenAI's Responses API said passes through the whole gateway unchanged, however the network cuts it up. */
class ResponsesReplayTest {
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
                providers: {rec: {kind: openai, base_url: '%s', api_key: none, allow_private: true, capabilities: {endpoints: [responses]}}}
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
                "openai_responses_plain.0",
                "openai_responses_reasoning.0",
                "openai_responses_stream.0",
                "openai_responses_tool.0",
                "openai_responses_tool_ruby.0",
            })
    void answersComeBackByteForByte(String name) throws Exception {
        JsonNode recording = play(name);
        String body = recording.at("/response/body").asString();
        JsonNode said = response(body);

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask(recording);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text().strip()).isEqualTo(body.strip());
            assertUsage(reply, said.path("usage"));
        }
        assertThat(door.get("/v1/responses/" + said.path("id").asString()).json())
                .isEqualTo(said);
    }

    @Test
    void anErrorKeepsItsStatusAndItsWords() throws Exception {
        JsonNode recording = play("openai_responses_err400.0");

        Door.Reply reply = ask(recording);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asString())
                .contains("The requested model 'this-model-does-not-exist' does not exist.");
        assertThat(reply.json().at("/error/param").asString()).isEqualTo("model");
    }

    private static JsonNode response(String body) {
        return body.startsWith("{")
                ? JSON.readTree(body)
                : JSON.readTree(body.lines()
                                .filter(line -> line.startsWith("data: "))
                                .map(line -> line.substring(6))
                                .toList()
                                .getLast())
                        .path("response");
    }

    private static void assertUsage(Door.Reply reply, JsonNode said) {
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        JsonNode usage = exchange.path("usage");
        assertThat(exchange.path("status").asString()).isEqualTo("ok");
        assertThat(usage.path("estimated").asBoolean()).isFalse();
        assertThat(usage.path("input_tokens").asLong())
                .isEqualTo(said.path("input_tokens").asLong());
        assertThat(usage.path("output_tokens").asLong())
                .isEqualTo(said.path("output_tokens").asLong());
        assertThat(usage.path("cached_input_tokens").asLong())
                .isEqualTo(said.at("/input_tokens_details/cached_tokens").asLong());
        assertThat(usage.path("reasoning_tokens").asLong())
                .isEqualTo(said.at("/output_tokens_details/reasoning_tokens").asLong());
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

    private static Door.Reply ask(JsonNode recording) {
        ObjectNode body =
                (ObjectNode) JSON.readTree(recording.at("/request/body").asString());
        body.put("model", "rec/" + body.path("model").asString());
        return door.post("/v1/responses", body.toString());
    }
}
