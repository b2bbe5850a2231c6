package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One model, two deployments at two providers, and who is called. */
class RoutingTest {
    private static final String MODELS = """
            models:
              shared: {strategy: weighted, deployments: [{provider: sim, model: a, weight: 3}, {provider: two, model: b}]}
              cheap: {strategy: cheapest, deployments: [{provider: sim, model: c}, {provider: two, model: d}]}
              quick: {strategy: fastest, deployments: [{provider: two, model: h}, {provider: sim, model: g}]}
              picky:
                deployments:
                  - {provider: sim, model: e, capabilities: [tools], context: 200, regions: [us], tags: {tier: low}}
                  - {provider: two, model: f, capabilities: [vision, tools], regions: [eu], tags: {tier: high}}
              inland: {regions: [eu], deployments: [{provider: sim, model: a}, {provider: two, model: b, regions: [eu, us]}]}
              few: {deployments: [{provider: sim, model: a, rpm: 2}, {provider: two, model: b, rpm: 1}]}
              short: {deployments: [{provider: sim, model: a, tpm: 300}, {provider: two, model: b}]}
              single: {deployments: [{provider: sim, model: a, concurrency: 1}, {provider: two, model: b}]}
              plain: {deployments: [{provider: sim, model: a}, {provider: two, model: b}]}
            prices:
              c: {input: 1, output: 20}
              d: {input: 10, output: 2}
              e: {input: 10, output: 100}
              f: {input: 1, output: 1}
            """;

    private static Simulator second;
    private static TestingWeir weir;

    @BeforeAll
    static void start() {
        second = Simulator.start(SimulatorOptions.defaults());
        weir = TestingWeir.start("  two: {kind: openai, base_url: '" + second.baseUri()
                + "', api_key: none, allow_private: true}\n" + MODELS);
    }

    @AfterAll
    static void stop() {
        weir.close();
        second.close();
    }

    @BeforeEach
    void forget() {
        weir.simulator().clear();
        second.clear();
        weir.upstream(Script.DEFAULT);
        second.script(Script.DEFAULT);
    }

    private static Door.Reply ask(String model, String text, String more) {
        return Door.of(weir).post("/v1/chat/completions", chat(model, text, more));
    }

    private static String chat(String model, String text, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + more
                + "}";
    }

    private static JsonNode explained(String body) {
        Door.Reply reply = Door.of(weir).post("/api/routes/explain", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static String deployment(Door.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return exchange(reply).path("deployment").stringValue();
    }

    private static JsonNode exchange(Door.Reply reply) {
        return Door.of(weir)
                .get("/api/exchanges/" + reply.header("x-weir-exchange-id"))
                .json();
    }

    @Test
    void weightedSharesFollowTheWeights() {
        for (int i = 0; i < 400; i++) {
            assertThat(ask("shared", "hello", "").status()).isEqualTo(200);
        }
        // 300 are expected, with a standard deviation of 8.7; six of them is once in a billion runs.
        assertThat(weir.simulator().served().size()).isBetween(248, 352);
        assertThat(weir.simulator().served().size() + second.served().size()).isEqualTo(400);
    }

    @Test
    void theCheapestDependsOnThePricesAndOnTheTokens() {
        assertThat(deployment(ask("cheap", "hello", ",\"max_tokens\":1000"))).isEqualTo("two/d");
        assertThat(deployment(ask("cheap", "a long story ".repeat(500), ",\"max_tokens\":1")))
                .isEqualTo("sim/c");
        JsonNode chosen =
                explained(chat("cheap", "hello", ",\"max_tokens\":1000")).path("chosen");
        assertThat(chosen.get(0).path("deployment").stringValue()).isEqualTo("two/d");
        long input = chosen.get(0).path("input_tokens").asLong();
        assertThat(chosen.get(0).path("expected_cost").stringValue()).isEqualTo("0.00" + (input * 10 + 2000));
        assertThat(chosen.get(1).path("deployment").stringValue()).isEqualTo("sim/c");
    }

    @Test
    void theFastestLeavesASlowDeployment() {
        second.script(Script.DEFAULT.withPace(new Pace(Duration.ofMillis(500), 1_000, 0)));
        for (int i = 0; i < 40; i++) {
            assertThat(ask("quick", "hello", "").status()).isEqualTo(200);
        }
        assertThat(second.served().size()).as("calls to the slow one").isBetween(1, 8);
    }

    @Test
    void whatCannotTakeTheRequestIsNotCalled() {
        assertThat(deployment(ask("picky", "hello", ""))).isEqualTo("sim/e");
        String image = """
                {"model":"picky","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""";
        assertThat(deployment(Door.of(weir).post("/v1/chat/completions", image)))
                .isEqualTo("two/f");
        assertThat(dropped(image)).isEqualTo("capabilities: cannot see images (vision)");
        String schema = chat(
                "picky",
                "hello",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}");
        assertThat(explained(schema).path("refusal").path("status").asInt()).isEqualTo(400);
        agrees("words ".repeat(300), "", "context: takes 200 tokens, the request has about ");
        agrees("hello", ",\"max_tokens\":300", "context: takes 200 tokens, the request has about ");
        agrees("hello", ",\"weir\":{\"regions\":[\"eu\",\"ch\"]}", "regions: is in us, the request allows eu, ch");
        agrees("hello", ",\"weir\":{\"tags\":{\"tier\":\"high\",\"team\":\"x\"}}", "tags: has not the tag tier: high");
        agrees("hello", ",\"weir\":{\"max_cost\":\"0.01\"}", "max_cost: is expected to cost 0.05");
    }

    /** The explanation says why the first is dropped, and the second is called. */
    private static void agrees(String text, String more, String reason) {
        assertThat(dropped(chat("picky", text, more))).startsWith(reason);
        Door.Reply reply = ask("picky", text, more);
        assertThat(deployment(reply)).isEqualTo("two/f");
        JsonNode routing = exchange(reply)
                .path("spans")
                .valueStream()
                .filter(span -> span.path("name").stringValue().equals("routing"))
                .findFirst()
                .orElseThrow()
                .path("attributes");
        assertThat(routing.path("order").stringValue()).isEqualTo("two/f");
        assertThat(routing.path("dropped").stringValue()).startsWith("sim/e ");
    }

    private static String dropped(String body) {
        JsonNode only = explained(body).path("dropped").get(0);
        assertThat(only.path("deployment").stringValue()).isEqualTo("sim/e");
        return only.path("filter").stringValue() + ": " + only.path("reason").stringValue();
    }

    @Test
    void aRequestThatNobodyCanTakeIsRefusedAndToldWhy() {
        Door.Reply reply = ask("inland", "hello", "");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").path("message").stringValue())
                .contains("sim/a does not say in which region it is", "two/b is in eu, us, the model allows eu");
        assertThat(weir.simulator().served()).isEmpty();
        assertThat(ask("inland", "hello", ",\"weir\":{\"max_cost\":\"cheap\"}")
                        .json()
                        .path("error")
                        .path("param")
                        .stringValue())
                .isEqualTo("weir.max_cost");
    }

    @Test
    void aDeploymentAtItsLimitIsPassedOverAndTheLastAnswerSaysWhenToComeBack() {
        assertThat(deployment(ask("few", "hello", ""))).isEqualTo("sim/a");
        assertThat(deployment(ask("few", "hello", ""))).isEqualTo("sim/a");
        assertThat(deployment(ask("few", "hello", ""))).isEqualTo("two/b");
        Door.Reply full = ask("few", "hello", "");
        assertThat(full.status()).isEqualTo(429);
        assertThat(Long.parseLong(full.header("retry-after"))).isBetween(1L, 61L);
        assertThat(full.json().path("error").path("message").stringValue()).contains("sim/a is at its limit (rpm 2)");
        assertThat(weir.simulator().served()).hasSize(2);
        assertThat(second.served()).hasSize(1);
        JsonNode used = Door.of(weir)
                .get("/api/routes")
                .json()
                .path("data")
                .valueStream()
                .filter(model -> model.path("name").stringValue().equals("few"))
                .findFirst()
                .orElseThrow()
                .path("deployments")
                .get(0)
                .path("used");
        assertThat(used.path("requests").asInt()).isEqualTo(2);
        assertThat(used.path("rpm").asInt()).isEqualTo(2);
    }

    @Test
    void tokensCountAgainstTheirLimit() {
        assertThat(deployment(ask("short", "hello", ",\"max_tokens\":250"))).isEqualTo("sim/a");
        assertThat(deployment(ask("short", "hello", ",\"max_tokens\":250")))
                .as("the first used few of the tokens that were held for it")
                .isEqualTo("sim/a");
        assertThat(deployment(ask("short", "words ".repeat(280), ",\"max_tokens\":1")))
                .isEqualTo("two/b");
    }

    @Test
    void aStreamHoldsItsPlaceUntilItsEnd() throws Exception {
        weir.upstream(Script.DEFAULT.withPace(new Pace(Duration.ZERO, 1, 0)));
        HttpResponse<InputStream> stream = Door.of(weir)
                .open("/v1/chat/completions", chat("single", "one two three", ",\"stream\":true"), Map.of());
        assertThat(stream.body().read()).isPositive();
        assertThat(deployment(ask("single", "hello", ""))).isEqualTo("two/b");
        stream.body().close();
        weir.upstream(Script.DEFAULT);
        Eventually.within(
                Duration.ofSeconds(10),
                "the end of the stream",
                () -> deployment(ask("single", "hello", "")).equals("sim/a"));
    }

    @Test
    void explainingCallsNobodyAndRefusesWhatTheCallWouldBeRefused() {
        JsonNode explained = explained(chat("plain", "hello", ""));
        assertThat(explained.path("considered").valueStream().map(JsonNode::stringValue))
                .containsExactly("sim/a", "two/b");
        assertThat(explained("{\"model\":\"plain\",\"input\":[\"a\"]}").path("chosen"))
                .hasSize(2);
        Door.Reply unknown = Door.of(weir).post("/api/routes/explain", "{\"model\":\"plan\",\"messages\":[]}");
        assertThat(unknown.status()).isEqualTo(400);
        unknown = Door.of(weir)
                .post("/api/routes/explain", chat("plain", "hello", "").replace("plain", "plan"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("error").path("code").stringValue()).isEqualTo("model_not_found");
        assertThat(weir.simulator().served()).isEmpty();
    }
}
