package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The same scripts in the words of Bedrock's Converse, and in AWS's frames. */
class ConverseTest {
    private static final String SAY =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"one two three\"}]}]%s}";
    private static final String TOOLS = ",\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"w\"}}]}";

    private Simulator simulator;
    private Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        caller = new Caller(simulator);
    }

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private HttpResponse<byte[]> ask(String action, String body) throws Exception {
        URI uri = URI.create(simulator.root() + "/model/vendor.m%3A1/" + action);
        HttpRequest request =
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
        return caller.client().send(request, BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return Caller.JSON.readTree(response.body());
    }

    /** The messages of a stream: the type of each, and its JSON. */
    private static List<String> messages(byte[] stream) {
        List<String> messages = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.hasRemaining()) {
            int start = in.position();
            int length = in.getInt();
            int headers = in.getInt();
            assertThat(in.getInt()).isEqualTo(EventStreamMessages.checksum(slice(stream, start, 8), 8));
            String head = new String(slice(stream, start + 12, headers), UTF_8);
            String payload = new String(slice(stream, start + 12 + headers, length - 16 - headers), UTF_8);
            in.position(start + length - 4);
            assertThat(in.getInt())
                    .isEqualTo(EventStreamMessages.checksum(slice(stream, start, length - 4), length - 4));
            messages.add(head.replaceAll("(?s).*:event-type\\W+([a-zA-Z]+).*", "$1") + " " + payload);
        }
        return messages;
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        return java.util.Arrays.copyOfRange(bytes, from, from + length);
    }

    @Test
    void aPlainRequestIsEchoedAndCached() throws Exception {
        simulator.script(Script.parse("{\"default\": {\"usage\": {\"prompt_tokens\": 100, \"cached_tokens\": 64}}}"));

        JsonNode answer = json(ask("converse", SAY.formatted("")));

        assertThat(answer.at("/output/message/content/0/text").asString()).isEqualTo("one two three");
        assertThat(answer.path("stopReason").asString()).isEqualTo("end_turn");
        assertThat(answer.at("/usage/inputTokens").asInt()).isEqualTo(36);
        assertThat(answer.at("/usage/cacheReadInputTokens").asInt()).isEqualTo(64);
        assertThat(simulator.served().getFirst().model()).isEqualTo("vendor.m:1");
    }

    @Test
    void aStreamComesInFramesWithChecksums() throws Exception {
        HttpResponse<byte[]> stream = ask("converse-stream", SAY.formatted(""));

        assertThat(stream.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        assertThat(messages(stream.body()).stream().map(message -> message.split(" ", 2)[0]))
                .containsExactly(
                        "messageStart",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockStop",
                        "messageStop",
                        "metadata");
    }

    @Test
    void withoutItsEndTheUsageIsUntold() throws Exception {
        simulator.script(Script.parse("{\"faults\": [{\"kind\": \"no_done\"}]}"));

        assertThat(messages(ask("converse-stream", SAY.formatted("")).body()))
                .last()
                .asString()
                .startsWith("messageStop");
    }

    @Test
    void toolsAreCalledAndTokensCounted() throws Exception {
        simulator.script(Script.saying(new Answer.Tools("{\"city\":\"Bonn\"}", "Done.")));

        JsonNode call = json(ask("converse", SAY.formatted(TOOLS)));
        List<String> pieces =
                messages(ask("converse-stream", SAY.formatted(TOOLS)).body());
        JsonNode count = json(ask("count-tokens", "{\"input\":{\"converse\":" + SAY.formatted("") + "}}"));

        assertThat(call.at("/output/message/content/0/toolUse/input/city").asString())
                .isEqualTo("Bonn");
        assertThat(call.path("stopReason").asString()).isEqualTo("tool_use");
        assertThat(pieces.get(1)).startsWith("contentBlockStart").contains("\"name\":\"w\"");
        assertThat(count.path("inputTokens").asInt()).isEqualTo(3);
    }

    @Test
    void embeddingsAreTitansOrCoheres() throws Exception {
        JsonNode titan = json(ask("invoke", "{\"inputText\":\"x\",\"dimensions\":4}"));
        JsonNode cohere = json(ask("invoke", "{\"texts\":[\"x\",\"y\"],\"output_dimension\":4}"));

        assertThat(titan.path("embedding").size()).isEqualTo(4);
        assertThat(cohere.at("/embeddings/float").size()).isEqualTo(2);
    }

    @Test
    void refusalsAndFaultsAreAwss() throws Exception {
        HttpResponse<byte[]> empty = ask("converse", "{\"messages\":[]}");
        simulator.script(Script.parse("{\"faults\": [{\"kind\": \"status\", \"status\": 429}]}"));
        HttpResponse<byte[]> limited = ask("converse", SAY.formatted(""));

        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(json(empty).path("message").asString()).contains("user message");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(json(limited).propertyNames()).containsExactly("message");
    }
}
