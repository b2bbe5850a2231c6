package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
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

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void theFallbackIsSpared(Scenario scenario) throws Exception {
        simulator.script(scenario.script());
        HttpResponse<String> reply = caller.chatCompletion(Caller.chat(Scenario.FALLBACK, "x", ",\"stream\":true"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
        assertThat(Scenario.named(scenario.wireName())).isEqualTo(scenario);
    }

    @Test
    void aNameThatIsNoneIsToldTheNames() {
        assertThatThrownBy(() -> Scenario.named("broken"))
                .isInstanceOf(BadScript.class)
                .hasMessageContaining("\"broken\"")
                .hasMessageContaining("cut-no-prefill");
    }

    @Test
    void onlyTheFirstRequestOfAnotherModelIsLimitedOnce() throws Exception {
        simulator.script(Scenario.RATE_LIMITED_ONCE.script());
        caller.chatCompletion(Caller.chat(Scenario.FALLBACK, "x", ""));
        HttpResponse<String> first = caller.chatCompletion(Caller.chat("x"));

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("retry-after")).hasValue("1");
        assertThat(caller.chatCompletion(Caller.chat("x")).statusCode()).isEqualTo(200);
    }

    @Test
    void aWholeStreamMayLackItsEndMark() throws Exception {
        simulator.script(Scenario.NO_DONE.script());
        String body = caller.chatCompletion(Caller.streaming("x")).body();

        assertThat(body)
                .contains("\"finish_reason\":\"stop\"")
                .contains("\"total_tokens\"")
                .doesNotContain("[DONE]");
        assertThat(simulator.served().getFirst().outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void aHeadMayComeLongBeforeItsBody() throws Exception {
        simulator.script(Script.DEFAULT.withFault(
                FaultRule.always(new Fault.Slow(new Pace(Duration.ofMillis(300), 1000, 0), true))));
        for (String request : List.of(Caller.chat("words"), Caller.streaming("words"))) {
            long start = System.nanoTime();
            try (var body = caller.open(request)) {
                Duration head = Duration.ofNanos(System.nanoTime() - start);
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("words");
                assertThat(Duration.ofNanos(System.nanoTime() - start).minus(head))
                        .isPositive();
            }
        }
        assertThat(simulator.served())
                .allSatisfy(served -> assertThat(served.outcome()).isEqualTo(Outcome.FINISHED));
    }

    @Test
    void aPrefilledRequestMayBeRejected() throws Exception {
        simulator.script(Script.DEFAULT.withFault(
                new FaultRule(new Fault.Status(400, Map.of(), null), new Trigger.Prefilled())));
        String prefilled = "{\"model\":\"sim\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
                + "{\"role\":\"assistant\",\"content\":\"y\"}]}";

        assertThat(caller.chatCompletion(prefilled).statusCode()).isEqualTo(400);
        assertThat(caller.chatCompletion(Caller.chat("x")).statusCode()).isEqualTo(200);
    }

    @Test
    void flappingIsDownFirstAndOverAfterAWhile() {
        Trigger.Flapping flapping =
                new Trigger.Flapping(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(20));
        long second = Duration.ofSeconds(1).toNanos();

        assertThat(List.of(0, 4, 5, 7, 8, 12, 13, 16, 19, 20, 26))
                .filteredOn(at -> flapping.isDown(at * second))
                .containsExactly(0, 4, 8, 12, 16, 19);
    }

    @Test
    void theJsonFormKnowsTheSameRules() {
        Script script = Script.parse("""
                {"faults": [
                  {"kind": "no_done", "prefilled": true, "except": ["fallback"]},
                  {"kind": "slow", "first_token": "20s", "head_first": true, "flapping": {"down": "1s", "up": "2s", "lasting": "9s"}}]}
                """);
        assertThat(script.faults())
                .containsExactly(
                        new FaultRule(new Fault.NoDone(), new Trigger.Prefilled(), Set.of(), Set.of("fallback")),
                        new FaultRule(
                                new Fault.Slow(new Pace(Duration.ofSeconds(20), Double.POSITIVE_INFINITY, 0), true),
                                new Trigger.Flapping(
                                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(9))));
    }
}
