package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A deployment that is slow to begin is overtaken, and what it did until then is cancelled, shown and billed. */
class HedgeTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Script SLOW = Script.saying(new Answer.Fixed("The slow one."))
            .withPace(new Pace(Duration.ofSeconds(8), Double.POSITIVE_INFINITY, 0));
    private static final Script QUICK = Script.saying(new Answer.Fixed("The quick one."));

    private static TestingWeir weir;
    private static Simulator second;
    private static Door door;

    @BeforeAll
    static void start() {
        second = Simulator.start(SimulatorOptions.defaults());
        weir = TestingWeir.start("""
                  two: {kind: openai, base_url: '%s', api_key: none, allow_private: true}
                models:
                  hedged:
                    hedge: {after: 100ms}
                    deployments: [{provider: sim, model: gpt-4o-mini}, {provider: two, model: other}]
                  forgotten:
                    hedge: {after: 100ms}
                    deployments: [{provider: sim, model: gpt-4o-mini}, {provider: two, model: other}]
                  patient:
                    hedge: {after: 5s}
                    deployments: [{provider: sim, model: gpt-4o-mini}, {provider: two, model: other}]
                  learned:
                    hedge: {after: p95}
                    deployments: [{provider: sim, model: gpt-4o-mini}, {provider: two, model: other}]
                  alone: {hedge: {after: 100ms}, deployments: [{provider: sim, model: gpt-4o-mini}]}
                  unhedged: {deployments: [{provider: sim, model: gpt-4o-mini}, {provider: two, model: other}]}
                prices:
                  gpt-4o-mini: {input: 1, output: 1}
                  other: {input: 2, output: 2}
                """.formatted(second.baseUri()));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
        second.close();
    }

    @BeforeEach
    void nothingServedYet() {
        weir.upstream(Script.DEFAULT);
        second.script(QUICK);
        weir.simulator().clear();
        second.clear();
    }

    private static Door.Reply ask(String model, boolean stream, String more) {
        return door.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"stream\":" + stream
                        + (stream ? ",\"stream_options\":{\"include_usage\":true}" : "") + more
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Who are you?\"}]}");
    }

    private static String text(Door.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return events(reply).stream()
                .map(event -> event.at("/choices/0/delta/content").asString("")
                        + event.at("/choices/0/message/content").asString(""))
                .collect(Collectors.joining());
    }

    private static List<JsonNode> events(Door.Reply reply) {
        if (!reply.header("content-type").startsWith("text/event-stream")) {
            return List.of(reply.json());
        }
        assertThat(reply.text()).endsWith("data: [DONE]\n\n");
        return Arrays.stream(reply.text().split("\n\n"))
                .map(event -> event.substring("data: ".length()))
                .filter(event -> !event.equals("[DONE]"))
                .map(JSON::readTree)
                .toList();
    }

    @Test
    void responsesAreHedgedWhereNobodyKeepsThem() {
        weir.upstream(SLOW);
        Door.Reply reply =
                door.post("/v1/responses", "{\"model\":\"forgotten\",\"store\":false,\"input\":\"Who are you?\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).contains("The quick one.");

        weir.upstream(SLOW.withPace(new Pace(Duration.ofMillis(400), Double.POSITIVE_INFINITY, 0)));
        assertThat(door.post("/v1/responses", "{\"model\":\"forgotten\",\"input\":\"Who are you?\"}")
                        .text())
                .contains("The slow one.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSlowOneIsOvertakenAndBothAreShownAndBilled(boolean stream) throws Exception {
        weir.upstream(SLOW);
        Door.Reply reply = ask("hedged", stream, "");
        assertThat(text(reply)).isEqualTo("The quick one.");
        assertThat(events(reply))
                .allSatisfy(event -> assertThat(event.path("model").asString()).isEqualTo("other"));

        Served slow = weir.simulator().served().getFirst();
        Eventually.within(
                BOUND,
                "the cancellation of the slow one",
                () -> weir.simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        assertThat(Duration.between(
                        slow.time(), weir.simulator().served().getFirst().ended()))
                .isLessThan(Duration.ofSeconds(6));

        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        assertThat(exchange.path("status").asString()).isEqualTo("ok");
        assertThat(exchange.path("deployment").asString()).isEqualTo("two/other");
        assertThat(exchange.path("attempts")).hasSize(2);
        JsonNode lost = attempt(exchange, "sim/gpt-4o-mini");
        JsonNode won = attempt(exchange, "two/other");
        assertThat(lost.path("error").asString()).isEqualTo("hedge_lost");
        assertThat(lost.at("/usage/input_tokens").asInt()).isPositive();
        assertThat(lost.at("/usage/output_tokens").asInt()).isZero();
        assertThat(lost.path("cost").asString()).isNotEqualTo("0.000000");
        assertThat(won.has("error") && won.path("error").isString()).isFalse();
        assertThat(won.at("/usage/output_tokens").asInt()).isPositive();
        assertThat(events(reply).getLast().at("/usage/prompt_tokens").asInt())
                .isEqualTo(won.at("/usage/input_tokens").asInt());
        assertThat(exchange.path("spans")
                        .valueStream()
                        .map(span -> span.path("name").asString()))
                .contains("hedge");
        assertThat(exchange.at("/messages/0/text").asString()).isEqualTo("The quick one.");
    }

    private static JsonNode attempt(JsonNode exchange, String deployment) {
        return exchange.path("attempts")
                .valueStream()
                .filter(attempt -> attempt.path("deployment").asString().equals(deployment))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoeverIsQuickEnoughIsNotOvertaken() {
        assertThat(text(ask("patient", true, ""))).isEqualTo("Who are you?");
        assertThat(second.served()).isEmpty();
    }

    @Test
    void theFirstOneWinsIfTheSecondIsSlower() throws Exception {
        weir.upstream(Script.saying(new Answer.Fixed("In time."))
                .withPace(new Pace(Duration.ofMillis(500), Double.POSITIVE_INFINITY, 0)));
        second.script(SLOW);
        Door.Reply reply = ask("hedged", true, "");
        assertThat(text(reply)).isEqualTo("In time.");
        Eventually.within(
                BOUND,
                "the cancellation of the second",
                () -> second.served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        assertThat(exchange.path("deployment").asString()).isEqualTo("sim/gpt-4o-mini");
        assertThat(attempt(exchange, "two/other").path("error").asString()).isEqualTo("hedge_lost");
    }

    @Test
    void aPercentileOfTheDeploymentsOwnTimesSaysWhen() {
        for (int i = 0; i < 20; i++) {
            assertThat(text(ask("learned", true, ""))).isEqualTo("Who are you?");
        }
        weir.upstream(SLOW);
        assertThat(text(ask("learned", true, ""))).isEqualTo("The quick one.");
    }

    @Test
    void hedgesAreAShareOfTheCalls() {
        weir.upstream(Script.saying(new Answer.Fixed("Late."))
                .withPace(new Pace(Duration.ofMillis(300), Double.POSITIVE_INFINITY, 0)));
        second.script(QUICK);
        long start = System.nanoTime();
        for (int i = 0; i < 40; i++) {
            assertThat(text(ask("hedged", false, ""))).isIn("Late.", "The quick one.");
        }
        int seconds = (int) Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
        assertThat(second.served().size())
                .as("ten in reserve, a fifth of the calls and one a second")
                .isBetween(10, 10 + 40 / 5 + seconds);
    }

    @Test
    void whatAProviderKeepsIsNotAskedForTwice() {
        weir.upstream(Script.saying(new Answer.Fixed("Kept."))
                .withPace(new Pace(Duration.ofMillis(400), Double.POSITIVE_INFINITY, 0)));
        assertThat(text(ask("hedged", false, ",\"store\":true"))).isEqualTo("Kept.");
        assertThat(text(ask("unhedged", false, ""))).isEqualTo("Kept.");
        assertThat(second.served()).isEmpty();
    }

    @Test
    void aDeploymentWithoutAnotherIsAskedTwice() {
        weir.upstream(Script.DEFAULT.withStandard(Behaviour.DEFAULT
                .withAnswer(new Answer.Fixed("Twice."))
                .withPace(new Pace(Duration.ofMillis(600), Double.POSITIVE_INFINITY, 0))));
        assertThat(text(ask("alone", false, ""))).isEqualTo("Twice.");
        assertThat(weir.simulator().served()).hasSize(2);
    }
}
