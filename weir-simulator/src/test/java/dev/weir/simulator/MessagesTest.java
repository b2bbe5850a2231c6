package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The same scripts in Anthropic's words. */
class MessagesTest {
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

    private HttpResponse<String> ask(String text, String more) throws Exception {
        String body = Caller.chat("sim", text, ",\"max_tokens\":100" + more);
        return caller.client().send(caller.post("messages", body), HttpResponse.BodyHandlers.ofString());
    }

    private static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Caller.JSON.readTree(line.substring(6)))
                .toList();
    }

    @Test
    void aPlainRequestIsEchoed() throws Exception {
        simulator.script(Script.parse("{\"default\": {\"usage\": {\"prompt_tokens\": 100, \"cached_tokens\": 64}}}"));

        JsonNode answer = Caller.JSON.readTree(ask("Say \"this\"", "").body());

        assertThat(answer.at("/content/0/text").asString()).isEqualTo("Say \"this\"");
        assertThat(answer.path("stop_reason").asString()).isEqualTo("end_turn");
        assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(36);
        assertThat(answer.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(64);
    }

    @Test
    void aStreamHasTypedEventsThatAreNamed() throws Exception {
        String stream = ask("one two three", ",\"stream\":true").body();

        assertThat(stream).startsWith("event: message_start\ndata: ").endsWith("\n\n");
        assertThat(events(stream).stream().map(event -> event.path("type").asString()))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events(stream).get(6).at("/usage/output_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void toolsAreCalledUntilTheirResultIsThere() throws Exception {
        simulator.script(Script.saying(new Answer.Tools("{\"city\":\"Bonn\"}", "Done.")));
        String tools = ",\"tools\":[{\"name\":\"w\",\"input_schema\":{\"type\":\"object\"}}]";

        JsonNode call = Caller.JSON.readTree(ask("Weather?", tools).body());
        String pieces = ask("Weather?", tools + ",\"stream\":true").body();
        String after = "{\"model\":\"sim\",\"max_tokens\":9" + tools
                + ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\"}]}]}";
        HttpResponse<String> done =
                caller.client().send(caller.post("messages", after), HttpResponse.BodyHandlers.ofString());

        assertThat(call.at("/content/0/input/city").asString()).isEqualTo("Bonn");
        assertThat(call.path("stop_reason").asString()).isEqualTo("tool_use");
        assertThat(events(pieces).stream()
                        .map(event -> event.at("/delta/partial_json").asString(""))
                        .reduce("", String::concat))
                .isEqualTo("{\"city\":\"Bonn\"}");
        assertThat(done.body()).contains("Done.");
    }

    @Test
    void refusalsAndFaultsAreAnthropics() throws Exception {
        HttpResponse<String> unbounded =
                caller.client().send(caller.post("messages", Caller.chat("Hi")), HttpResponse.BodyHandlers.ofString());
        simulator.script(Script.parse("{\"faults\": [{\"kind\": \"status\", \"status\": 529}]}"));
        HttpResponse<String> overloaded = ask("Hi", "");

        assertThat(unbounded.statusCode()).isEqualTo(400);
        assertThat(unbounded.body()).contains("invalid_request_error").contains("max_tokens");
        assertThat(overloaded.statusCode()).isEqualTo(529);
        assertThat(overloaded.body()).startsWith("{\"type\":\"error\"").contains("overloaded_error");
    }

    @Test
    void tokensAreCounted() throws Exception {
        HttpResponse<String> count = caller.client()
                .send(
                        caller.post("messages/count_tokens", Caller.chat("one two three")),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(count.body()).isEqualTo("{\"input_tokens\":3}");
    }
}
