package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The same scripts in Cohere's words. */
class CohereTest {
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

    private HttpResponse<String> ask(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(simulator.root().resolve("/v2/" + path))
                .POST(BodyPublishers.ofString(body))
                .build();
        return caller.client().send(request, BodyHandlers.ofString());
    }

    private JsonNode json(String path, String body) throws Exception {
        return Caller.JSON.readTree(ask(path, body).body());
    }

    @Test
    void aPlainRequestIsEchoed() throws Exception {
        JsonNode answer = json("chat", Caller.chat("one two three"));

        assertThat(answer.at("/message/content/0/text").asString()).isEqualTo("one two three");
        assertThat(answer.path("finish_reason").asString()).isEqualTo("COMPLETE");
        assertThat(answer.at("/usage/billed_units/input_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void aStreamEndsWithItsReasonAndItsUsage() throws Exception {
        String stream =
                ask("chat", Caller.chat("sim", "one two", ",\"stream\":true")).body();

        assertThat(stream.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
                .containsExactly(
                        "message-start",
                        "content-start",
                        "content-delta",
                        "content-delta",
                        "content-end",
                        "message-end");
        assertThat(stream).contains("\"finish_reason\":\"COMPLETE\"").contains("\"output_tokens\":2");
    }

    @Test
    void toolsAreCalled() throws Exception {
        simulator.script(Script.saying(new Answer.Tools("{\"city\":\"Bonn\"}", "Done.")));
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"w\"}}]";

        JsonNode call = json("chat", Caller.chat("sim", "Weather?", tools));
        String pieces = ask("chat", Caller.chat("sim", "Weather?", tools + ",\"stream\":true"))
                .body();

        assertThat(call.at("/message/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"city\":\"Bonn\"}");
        assertThat(call.path("finish_reason").asString()).isEqualTo("TOOL_CALL");
        assertThat(pieces).contains("event: tool-call-start").contains("event: tool-call-end");
    }

    @Test
    void textsBecomeVectorsAndDocumentsAnOrder() throws Exception {
        JsonNode vectors = json("embed", "{\"model\":\"e\",\"texts\":[\"x\",\"y\"],\"output_dimension\":8}");
        JsonNode order = json(
                "rerank",
                "{\"model\":\"r\",\"query\":\"red apple\",\"documents\":[\"blue sky\",\"a red apple\"],\"top_n\":1}");

        assertThat(vectors.at("/embeddings/float/1").size()).isEqualTo(8);
        assertThat(order.path("results").size()).isEqualTo(1);
        assertThat(order.at("/results/0/index").asInt()).isEqualTo(1);
        assertThat(order.at("/meta/billed_units/search_units").asInt()).isEqualTo(1);
    }

    @Test
    void whatHasNoWordsIsLikeNothing() throws Exception {
        JsonNode order = json("rerank", "{\"model\":\"r\",\"query\":\"\",\"documents\":[\"a red apple\",\"\"]}");

        assertThat(order.at("/results/0/relevance_score").asDouble()).isEqualTo(0.5);
        assertThat(order.at("/results/1/relevance_score").asDouble()).isEqualTo(0.5);
    }

    @Test
    void refusalsAndFaultsAreCoheres() throws Exception {
        HttpResponse<String> nameless = ask("chat", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        simulator.script(Script.parse("{\"faults\": [{\"kind\": \"status\", \"status\": 503}]}"));
        HttpResponse<String> down = ask("chat", Caller.chat("Hi"));

        assertThat(nameless.statusCode()).isEqualTo(400);
        assertThat(nameless.body()).startsWith("{\"message\":").contains("model");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body()).startsWith("{\"message\":");
    }
}
