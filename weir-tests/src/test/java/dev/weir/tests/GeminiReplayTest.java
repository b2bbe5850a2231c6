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

/** What Google said is heard in OpenAI's and in Anthropic's words, however the network cuts it up. */
class GeminiReplayTest {
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
                providers:
                  rec: {kind: gemini, base_url: '%1$s', api_key: none, allow_private: true}
                  limited: {kind: gemini, base_url: '%1$s', api_key: none, allow_private: true}
                  vertex: {kind: vertex, base_url: '%1$s', options: {project: p}, api_key: token, allow_private: true}
                models:
                  rec: {deployments: [{provider: rec, model: gemini-2.5-flash}], retries: {max: 0}}
                  limited: {deployments: [{provider: limited, model: gemini-2.5-flash}], retries: {max: 0}}
                  vertex: {deployments: [{provider: vertex, model: gemini-2.5-pro}], retries: {max: 0}}
                """.formatted(provider.url()));
        door = new Door(URI.create("http://127.0.0.1:" + weir.port()), Servers.ADMIN_KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        weir.close();
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini_plain.0", "gemini_thinking.0", "gemini_tool_stream.0", "gemini_tool_stream.1"})
    void answersAreHeardWhole(String name) throws Exception {
        JsonNode said = said(name);
        play(200, "application/json; charset=UTF-8", said.toString());

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask("/v1/chat/completions", "rec", "");

            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            JsonNode message = reply.json().at("/choices/0/message");
            assertThat(message.path("content").asString("")).isEqualTo(texts(said, false));
            assertThat(message.path("reasoning_content").asString("")).isEqualTo(texts(said, true));
            assertCalls(message.path("tool_calls"), said);
            assertThat(reply.json().at("/choices/0/finish_reason").asString())
                    .isEqualTo(calls(said).isEmpty() ? "stop" : "tool_calls");
            assertUsage(reply, said.path("usageMetadata"));
        }
        JsonNode blocks =
                ask("/v1/messages", "rec", ", \"max_tokens\": 9").json().path("content");
        assertThat(of(blocks, "text")).isEqualTo(texts(said, false));
        assertThat(of(blocks, "thinking")).isEqualTo(texts(said, true));
    }

    /** The recordings are of whole answers; a stream says the same in events. */
    @ParameterizedTest
    @ValueSource(strings = {"gemini_plain.0", "gemini_thinking.0", "gemini_tool_stream.0", "gemini_tool_stream.1"})
    void streamsAreHeardEventByEvent(String name) throws Exception {
        JsonNode said = said(name);
        play(200, "text/event-stream", "data: " + said + "\r\n\r\n");

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask("/v1/chat/completions", "rec", ", \"stream\": true");

            List<JsonNode> chunks = reply.text()
                    .lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> JSON.readTree(line.substring(6)))
                    .toList();
            assertThat(joined(chunks, "content")).isEqualTo(texts(said, false));
            assertThat(joined(chunks, "reasoning_content")).isEqualTo(texts(said, true));
            assertThat(chunks.getLast().at("/choices/0/finish_reason").asString())
                    .isEqualTo(calls(said).isEmpty() ? "stop" : "tool_calls");
            assertThat(reply.text()).endsWith("data: [DONE]\n\n");
            assertUsage(reply, said.path("usageMetadata"));
        }
    }

    @Test
    void soundFromTheCacheIsKeptApart() {
        play(200, "application/json", """
                {"candidates": [{"content": {"parts": [{"text": "Yes."}], "role": "model"}, "finishReason": "STOP"}],
                 "usageMetadata": {"promptTokenCount": 120, "cachedContentTokenCount": 40, "candidatesTokenCount": 2,
                  "totalTokenCount": 122, "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 55}],
                  "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 30}]}}""");

        Door.Reply reply = ask("/v1/chat/completions", "rec", "");

        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        for (JsonNode usage : List.of(exchange.path("usage"), exchange.at("/attempts/0/usage"))) {
            assertThat(usage.path("cached_input_tokens").asLong()).isEqualTo(40);
            assertThat(usage.path("audio_input_tokens").asLong()).isEqualTo(55);
            assertThat(usage.path("cached_audio_input_tokens").asLong()).isEqualTo(30);
        }
    }

    @Test
    void whatGoogleRefusesIsRefusedInItsWords() throws Exception {
        JsonNode response = read("vertex_err400_temperature.0").path("response");
        play(
                response.path("status").asInt(),
                "application/json",
                response.path("body").asString());

        for (String stream : List.of("", ", \"stream\": true")) {
            Door.Reply reply = ask("/v1/chat/completions", "vertex", stream);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/message").asString())
                    .contains("temperature value of 1000 but the supported range is from 0");
        }
    }

    @Test
    void aLimitSaysWhenToComeBack() throws Exception {
        JsonNode pasted = read("gemini_429");
        play(
                pasted.path("status").asInt(),
                "application/json",
                pasted.path("body").toString());

        Door.Reply reply = ask("/v1/chat/completions", "limited", "");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("retry-after")).isEqualTo("32");
    }

    private static JsonNode read(String name) throws IOException {
        return JSON.readTree(Files.readString(RECORDINGS.resolve(name + ".json")));
    }

    private static JsonNode said(String name) throws IOException {
        return JSON.readTree(read(name).at("/response/body").asString());
    }

    private static void play(int status, String type, String body) {
        provider.play(new Recorded(status, type, body));
    }

    private static Door.Reply ask(String path, String model, String more) {
        return door.post(path, """
                {"model": "%s", "messages": [{"role": "user", "content": "Hi"}]%s}""".formatted(model, more));
    }

    private static JsonNode parts(JsonNode said) {
        return said.at("/candidates/0/content/parts");
    }

    private static String texts(JsonNode said, boolean thoughts) {
        return parts(said)
                .valueStream()
                .filter(part -> part.path("thought").asBoolean(false) == thoughts)
                .map(part -> part.path("text").asString(""))
                .collect(Collectors.joining());
    }

    private static List<JsonNode> calls(JsonNode said) {
        return parts(said)
                .valueStream()
                .map(part -> part.path("functionCall"))
                .filter(JsonNode::isObject)
                .toList();
    }

    private static void assertCalls(JsonNode heard, JsonNode said) {
        List<JsonNode> calls = calls(said);
        assertThat(heard.size()).isEqualTo(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            assertThat(heard.get(i).path("id").asString()).isNotEmpty();
            assertThat(heard.get(i).at("/function/name").asString())
                    .isEqualTo(calls.get(i).path("name").asString());
            assertThat(JSON.readTree(heard.get(i).at("/function/arguments").asString()))
                    .isEqualTo(calls.get(i).path("args"));
            assertThat(heard.get(i)
                            .at("/extra_content/google/thought_signature")
                            .asString())
                    .isEqualTo(parts(said).get(i).path("thoughtSignature").asString());
        }
    }

    private static String of(JsonNode blocks, String type) {
        return blocks.valueStream()
                .filter(block -> block.path("type").asString().equals(type))
                .map(block -> block.path(type).asString())
                .collect(Collectors.joining());
    }

    private static String joined(List<JsonNode> chunks, String member) {
        return chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta").path(member).asString(""))
                .collect(Collectors.joining());
    }

    private static void assertUsage(Door.Reply reply, JsonNode said) {
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        JsonNode usage = exchange.path("usage");
        assertThat(exchange.path("status").asString()).isEqualTo("ok");
        assertThat(usage.path("estimated").asBoolean()).isFalse();
        assertThat(usage.path("input_tokens").asLong())
                .isEqualTo(said.path("promptTokenCount").asLong());
        assertThat(usage.path("output_tokens").asLong())
                .isEqualTo(said.path("totalTokenCount").asLong()
                        - said.path("promptTokenCount").asLong());
        assertThat(usage.path("reasoning_tokens").asLong())
                .isEqualTo(said.path("thoughtsTokenCount").asLong());
    }
}
