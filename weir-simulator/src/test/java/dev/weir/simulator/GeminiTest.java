package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The same scripts in Google's words, and at Azure's paths. */
class GeminiTest {
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

    private HttpResponse<String> post(String path, String body) throws Exception {
        return caller.client()
                .send(
                        HttpRequest.newBuilder(simulator.baseUri().resolve(path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String said(String text, String more) {
        return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + text + "\"}]}]" + more + "}";
    }

    private static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Caller.JSON.readTree(line.substring(6)))
                .toList();
    }

    @Test
    void aPlainRequestIsEchoed() throws Exception {
        simulator.script(Script.parse(
                "{\"default\": {\"usage\": {\"prompt_tokens\": 100, \"cached_tokens\": 64, \"reasoning_tokens\": 5}}}"));

        JsonNode answer = Caller.JSON.readTree(
                post("/v1beta/models/sim:generateContent", said("Say this", "")).body());

        assertThat(answer.at("/candidates/0/content/parts/0/text").asString()).isEqualTo("Say this");
        assertThat(answer.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
        assertThat(answer.at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(100);
        assertThat(answer.at("/usageMetadata/cachedContentTokenCount").asInt()).isEqualTo(64);
        assertThat(answer.at("/usageMetadata/thoughtsTokenCount").asInt()).isEqualTo(5);
        assertThat(answer.at("/usageMetadata/totalTokenCount").asInt())
                .isEqualTo(105 + answer.at("/usageMetadata/candidatesTokenCount").asInt());
        assertThat(simulator.served().getLast().model()).isEqualTo("sim");
    }

    @Test
    void aStreamEndsWithTheReasonAndWithoutAMark() throws Exception {
        HttpResponse<String> reply = post(
                "/v1/projects/p/locations/l/publishers/google/models/sim:streamGenerateContent?alt=sse",
                said("one two", ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}"));

        List<JsonNode> events = events(reply.body());
        assertThat(events.getFirst().at("/candidates/0/content/parts/0/thought").asBoolean())
                .isTrue();
        assertThat(events.getLast().at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
        assertThat(events.stream()
                        .skip(1)
                        .map(event -> event.at("/candidates/0/content/parts/0/text").asString("")))
                .containsExactly("one", " two", "");
        assertThat(reply.body()).doesNotContain("[DONE]");
    }

    @Test
    void aToolIsCalledAndItsResultHeard() throws Exception {
        simulator.script(Script.saying(new Answer.Tools("{\"a\":1}", "Done.")));
        String tools = ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"}]}]";

        JsonNode call = events(post("/v1beta/models/sim:streamGenerateContent?alt=sse", said("Go", tools)).body())
                .getFirst()
                .at("/candidates/0/content/parts/0");
        String result = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"f\","
                + "\"response\":{\"b\":2}}}]}]" + tools + "}";
        JsonNode answer = Caller.JSON.readTree(
                post("/v1beta/models/sim:generateContent", result).body());

        assertThat(call.at("/functionCall/name").asString()).isEqualTo("f");
        assertThat(call.at("/functionCall/args/a").asInt()).isEqualTo(1);
        assertThat(call.path("thoughtSignature").asString()).isNotEmpty();
        assertThat(answer.at("/candidates/0/content/parts/0/text").asString()).isEqualTo("Done.");
    }

    @Test
    void faultsAndRefusalsAreGooglesOwn() throws Exception {
        HttpResponse<String> empty = post("/v1beta/models/sim:generateContent", "{}");
        simulator.script(
                Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(429, Map.of("retry-after", "3"), null))));
        HttpResponse<String> limited = post("/v1beta/models/sim:generateContent", said("Go", ""));

        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(empty.body()).contains("INVALID_ARGUMENT").contains("contents");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.body()).contains("RESOURCE_EXHAUSTED");
    }

    @Test
    void modelsAndTokensAreThere() throws Exception {
        HttpRequest models = HttpRequest.newBuilder(
                        simulator.baseUri().resolve("/v1beta/models"))
                .build();

        assertThat(caller.client()
                        .send(models, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("models/sim");
        assertThat(post("/token", "grant_type=x").body()).contains("access_token");
        assertThat(post("/v1beta/models/sim:countTokens", said("one two", "")).body())
                .contains("\"totalTokens\":2");
    }

    @Test
    void azureWantsAVersionWhereTheDeploymentStandsInThePath() throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true}";

        assertThat(post("/openai/deployments/d/chat/completions", body).statusCode())
                .isEqualTo(404);
        String stream = post("/openai/deployments/d/chat/completions?api-version=2024-10-21", body)
                .body();
        assertThat(events(stream).getFirst().has("prompt_filter_results")).isTrue();
        assertThat(events(stream).get(1).at("/choices/0/delta/role").asString()).isEqualTo("assistant");
    }
}
