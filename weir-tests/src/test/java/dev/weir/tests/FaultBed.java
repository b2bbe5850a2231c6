package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Scenario;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A Weir with models of all kinds, its provider that fails on demand, and callers of one dialect. */
final class FaultBed implements AutoCloseable {
    /** Beyond every wait that a fault may cost here, on a machine that is busy. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static final String FAST = "timeouts: {connect: 1s, first_token: 1s, idle: 1s, total: 15s}";
    private static final String MODELS = """
              ant: {kind: anthropic, base_url: 'SIMULATOR', api_key: none, allow_private: true}
              gem: {kind: gemini, base_url: 'SIMULATOR_ROOT/v1beta', api_key: none, allow_private: true}
              bed: {kind: bedrock, base_url: 'SIMULATOR_ROOT', api_key: none, allow_private: true, options: {region: us-east-1}}
              coh: {kind: cohere, base_url: 'SIMULATOR_ROOT/v2', api_key: none, allow_private: true}
              resp: {kind: openai, base_url: 'SIMULATOR', api_key: none, allow_private: true, capabilities: {endpoints: [responses]}}
            models:
              both:
                deployments: [{provider: P, model: gpt-4o-mini, context: 8192}, {provider: P, model: fallback, context: 128000}]
                FAST
                breaker: {failures: 1000}
              prefilled:
                deployments: [{provider: P, model: gpt-4o-mini}, {provider: P, model: fallback, prefill: true}]
                FAST
                breaker: {failures: 1000}
              alone:
                deployments: [{provider: P, model: gpt-4o-mini}]
                FAST
                breaker: {failures: 1000}
              guarded:
                deployments: [{provider: P, model: gpt-4o-mini}, {provider: P, model: fallback}]
                FAST
                breaker: {failures: 3, window: 10s, probe_after: 1s}
              flapping-briefly:
                deployments: [{provider: P, model: gpt-4o-mini}, {provider: P, model: fallback}]
                breaker: {failures: 3, window: 10s, probe_after: 1s}
              left-alone:
                deployments: [{provider: P, model: gpt-4o-mini}]
                FAST
                retries: {max: 0}
                breaker: {failures: 3, window: 10s, probe_after: 5s}
              flapping:
                deployments: [{provider: P, model: gpt-4o-mini}, {provider: P, model: fallback}]
            prices:
              gpt-4o-mini: {input: 1, output: 1}
              fallback: {input: 2.50, cached_input: 1.25, output: 10}
            """.indent(0).replace("FAST", FAST);

    private final FaultCaller caller;
    private final TestingWeir weir;
    private final Door door;

    FaultBed(FaultCaller caller) {
        this.caller = caller;
        this.weir = TestingWeir.start(MODELS.replace("provider: P", "provider: " + caller.provider()));
        this.door = Door.of(weir);
    }

    FaultCaller caller() {
        return caller;
    }

    Door door() {
        return door;
    }

    /** From now on the provider fails this way; what it served is forgotten. */
    void upstream(Script script) {
        weir.upstream(script);
        weir.simulator().clear();
    }

    /** What came back, and what the caller made of it. */
    record Got(FaultCaller.Heard heard, Door.Reply reply, Duration time, JsonNode exchange) {
        String text() {
            return heard.text();
        }

        boolean whole() {
            return heard.whole();
        }

        int status() {
            return reply.status();
        }

        List<String> errorsOfAttempts() {
            return StreamSupport.stream(exchange.path("attempts").spliterator(), false)
                    .map(attempt -> attempt.path("error").asString(""))
                    .toList();
        }
    }

    Got ask(String model, boolean streaming) {
        int before = models().size();
        long start = System.nanoTime();
        Door.Reply reply = door.post(caller.path(), caller.body(model, streaming));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> all = models();
        System.out.println("faults: " + caller + " " + model + (streaming ? " streaming" : "") + " answered "
                + reply.status() + " after " + time.toMillis() + " ms by " + all.subList(before, all.size()));
        FaultCaller.Heard heard =
                streaming && reply.status() == 200 ? caller.stream(reply.text()) : caller.plain(reply.json());
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        return new Got(heard, reply, time, exchange);
    }

    List<String> models() {
        return served().stream().map(Served::model).toList();
    }

    List<Served> served() {
        return weir.simulator().served();
    }

    /** What is done for the first time takes long, and the faults' times are short. */
    void warmUp() {
        upstream(Scenario.CUT.script());
        for (boolean streaming : new boolean[] {false, true, true}) {
            door.post(caller.path(), caller.body("both", streaming));
        }
    }

    /** The sixty words that the provider says when it is well. */
    String lorem() {
        upstream(Scenario.CUT.script());
        String text = ask(caller.provider() + "/fallback", false).text();
        weir.simulator().clear();
        return text;
    }

    void assertWhole(Got got, String text) {
        assertThat(got.status()).as(caller + got.reply().text()).isEqualTo(200);
        assertThat(got.whole()).as("whole").isTrue();
        assertThat(got.text()).isEqualTo(text);
        assertThat(got.time()).isLessThan(BOUND);
    }

    void assertError(Got got, int status, String code) {
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.whole()).as("whole").isFalse();
        assertThat(got.heard().error()).isEqualTo(caller.word(code));
        assertThat(got.time()).isLessThan(BOUND);
    }

    /** A deployment that named a time is asked again after it; the next call must not find it resting. */
    void rested() throws InterruptedException {
        for (JsonNode deployment : door.get("/api/deployments").json().path("data")) {
            if (deployment.path("not_before").isString()) {
                Instant then = Instant.parse(deployment.path("not_before").asString());
                Thread.sleep(Math.max(
                        0, Duration.between(Instant.now(), then).plusMillis(50).toMillis()));
            }
        }
    }

    String breaker(String model) {
        return StreamSupport.stream(
                        door.get("/api/deployments").json().path("data").spliterator(), false)
                .filter(view -> view.path("model").asString().equals(model)
                        && view.path("deployment").asString().endsWith("/gpt-4o-mini"))
                .findFirst()
                .orElseThrow()
                .path("breaker")
                .asString();
    }

    /** Weir is well whatever its providers did, and no deployment was hammered. */
    void assertWell() {
        for (List<Served> one : served().stream()
                .collect(Collectors.groupingBy(served -> served.exchangeId() + " " + served.model()))
                .values()) {
            assertThat(one).as("attempts at one deployment").hasSizeLessThanOrEqualTo(6);
            for (int i = 2; i < one.size(); i++) {
                assertThat(Duration.between(one.get(i - 2).time(), one.get(i).time()))
                        .as("three attempts at one deployment")
                        .isGreaterThan(Duration.ofMillis(1500));
            }
        }
        assertThat(door.get("/readyz").status()).isEqualTo(200);
        upstream(Script.DEFAULT);
        assertWhole(ask(caller.provider() + "/fallback", false), "Tell me.");
    }

    @Override
    public void close() {
        weir.close();
    }
}
