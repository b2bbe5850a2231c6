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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What real vendors said passes through the whole gateway unchanged, however the network cuts it up. */
class RecordingReplayTest {
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
                providers: {rec: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
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
                "openai_chat_plain.0",
                "openai_err400_badimage.0",
                "openai_err400_badimage.1",
                "openai_refusal.0",
                "openai_refusal.1",
                "openai_embed_dims.0",
                "azure_contentfilter_errbody_http200.1",
            })
    void wholeAnswersComeBackByteForByte(String name) throws Exception {
        JsonNode recording = read(name);
        String body = recording.at("/response/body").asString();
        provider.play(recorded(recording));

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask(recording);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo(body);
            assertUsage(reply, JSON.readTree(body).path("usage"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai_chat_stream_usage.0",
                "openai_chat_tools_stream.0",
                "groq_chat_stream.0",
                "azure_stream_contentfilter.0",
                "azure_stream_contentfilter.1",
            })
    void streamsComeBackEventByEvent(String name) throws Exception {
        JsonNode recording = read(name);
        List<String> events = data(recording.at("/response/body").asString());
        boolean wantsUsage = JSON.readTree(recording.at("/request/body").asString())
                .at("/stream_options/include_usage")
                .asBoolean();
        provider.play(recorded(recording));

        for (int i = 0; i < SPLITS; i++) {
            Door.Reply reply = ask(recording);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(data(reply.text()))
                    .isEqualTo(events.stream()
                            .filter(event -> wantsUsage || !isUsageOnly(event))
                            .toList());
            assertUsage(reply, usage(events));
        }
    }

    @Test
    void usageOnAChunkWithChoicesCounts() throws Exception {
        String event = Files.readString(RECORDINGS.resolve("litellm_36168_usage_on_choice_chunk.sse"));
        provider.play(new Recorded(200, "text/event-stream", event.strip() + "\n\ndata: [DONE]\n\n"));

        Door.Reply reply = door.post(
                "/v1/chat/completions",
                "{\"model\": \"rec/m\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");

        assertThat(data(reply.text()).getFirst()).isEqualTo(data(event).getFirst());
        assertUsage(reply, usage(data(event)));
    }

    @Test
    void anErrorKeepsItsStatusAndItsWords() throws Exception {
        JsonNode recording = read("openai_err400_badimage.2");
        provider.play(recorded(recording));

        Door.Reply reply = ask(recording);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asString())
                .contains("Error while downloading https://source.unsplash.com");
    }

    @Test
    void anErrorThatSaysItIsASuccessIsAnError() throws Exception {
        JsonNode recording = read("azure_contentfilter_errbody_http200.0");
        provider.play(recorded(recording));

        Door.Reply reply = ask(recording);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asString()).contains("filtered due to the prompt");
    }

    private static JsonNode read(String name) throws IOException {
        return JSON.readTree(Files.readString(RECORDINGS.resolve(name + ".json")));
    }

    private static Recorded recorded(JsonNode recording) {
        JsonNode response = recording.path("response");
        return new Recorded(
                response.path("status").asInt(),
                response.at("/headers/content-type").asString(),
                response.path("body").asString());
    }

    private static Door.Reply ask(JsonNode recording) {
        String path = recording.at("/request/uri").asString().contains("embeddings")
                ? "/v1/embeddings"
                : "/v1/chat/completions";
        ObjectNode body =
                (ObjectNode) JSON.readTree(recording.at("/request/body").asString());
        body.put("model", "rec/" + body.path("model").asString("deployment"));
        return door.post(path, body.toString());
    }

    private static List<String> data(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5).strip())
                .toList();
    }

    private static boolean isUsageOnly(String event) {
        return !event.equals("[DONE]")
                && JSON.readTree(event).path("usage").isObject()
                && JSON.readTree(event).path("choices").isEmpty();
    }

    private static JsonNode usage(List<String> events) {
        JsonNode found = JSON.missingNode();
        for (String event : events) {
            JsonNode chunk = event.equals("[DONE]") ? JSON.missingNode() : JSON.readTree(event);
            JsonNode usage = chunk.path("usage").isObject() ? chunk.path("usage") : chunk.at("/x_groq/usage");
            found = usage.isObject() ? usage : found;
        }
        return found;
    }

    private static void assertUsage(Door.Reply reply, JsonNode said) {
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        JsonNode usage = exchange.path("usage");
        assertThat(exchange.path("status").asString()).isEqualTo("ok");
        assertThat(usage.path("estimated").asBoolean()).isEqualTo(!said.isObject());
        if (said.isObject()) {
            assertThat(usage.path("input_tokens").asLong())
                    .isEqualTo(said.path("prompt_tokens").asLong());
            assertThat(usage.path("output_tokens").asLong())
                    .isEqualTo(said.path("completion_tokens").asLong());
            assertThat(usage.path("cached_input_tokens").asLong())
                    .isEqualTo(said.at("/prompt_tokens_details/cached_tokens").asLong());
        }
    }
}
