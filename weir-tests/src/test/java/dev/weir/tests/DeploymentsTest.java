package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code /api/deployments} and the Models page tell of deployments that answer, fail and reject. */
class DeploymentsTest {
    private static final String YAML = """
              gone: {kind: openai, base_url: "http://127.0.0.1:1/v1", api_key: none, allow_private: true}
            models:
              pair:
                deployments: [{provider: gone, model: small}, {provider: sim, model: gpt-4o-mini}]
                breaker: {failures: 2, window: 60s, probe_after: 60s}
                retries: {max: 0}
              narrow: {deployments: [{provider: sim, model: gpt-4o-mini, rpm: 1}]}
            prices:
              gpt-4o-mini: {input: 0.15, cached_input: 0.075, output: 0.60}
            """;

    private static int ask(TestingWeir weir, String model) {
        return Door.of(weir)
                .post(
                        "/v1/chat/completions",
                        "{\"model\": \"" + model
                                + "\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}")
                .status();
    }

    private static JsonNode deployments(TestingWeir weir, String model) {
        return Door.of(weir).get("/api/deployments?model=" + model).json().path("data");
    }

    @Test
    void oneThatIsDownTellsWhyAndItsPlaceInTheChainIsTaken() {
        try (TestingWeir weir = TestingWeir.start(YAML)) {
            assertThat(deployments(weir, "pair").get(0).path("health").asString())
                    .isEqualTo("idle");
            for (int i = 0; i < 3; i++) {
                assertThat(ask(weir, "pair")).isEqualTo(200);
            }

            JsonNode gone = deployments(weir, "pair").get(0);
            assertThat(gone.path("health").asString()).isEqualTo("down");
            assertThat(gone.path("breaker").asString()).isEqualTo("open");
            assertThat(gone.path("not_before").isString()).isTrue();
            assertThat(gone.at("/breaker_changes/0/state").asString()).isEqualTo("open");
            assertThat(gone.path("last_errors")).hasSize(2);
            assertThat(gone.at("/last_errors/0/code").asString()).isEqualTo("provider_unavailable");
            assertThat(gone.at("/hour/attempts").asInt()).isEqualTo(2);
            assertThat(gone.at("/hour/failed").asInt()).isEqualTo(2);
            assertThat(gone.at("/hour/p95_ms").isNull()).isTrue();

            JsonNode sim = deployments(weir, "pair").get(1);
            assertThat(sim.path("health").asString()).isEqualTo("healthy");
            assertThat(sim.at("/hour/attempts").asInt()).isEqualTo(3);
            assertThat(sim.at("/hour/failed").asInt()).isZero();
            assertThat(sim.at("/hour/p50_ms").isNumber()).isTrue();
            assertThat(sim.at("/hour/first_token_ms").asLong())
                    .isLessThanOrEqualTo(sim.at("/hour/p95_ms").asLong());
            int byMinute = 0;
            for (JsonNode minute : sim.path("minutes")) {
                byMinute += minute.path("attempts").asInt();
            }
            assertThat(byMinute).isEqualTo(3);
            assertThat(sim.at("/prices/0/of").asString()).isEqualTo("input");
            assertThat(sim.at("/prices/0/amount").asString()).isEqualTo("0.15");
            assertThat(sim.at("/prices/0/per").asLong()).isEqualTo(1_000_000);
            assertThat(sim.path("prices")).hasSize(3);

            assertThat(Door.of(weir).get("/console/models").text())
                    .contains("Serving from second place", "provider_unavailable", "$0.15 in, $0.60 out");
        }
    }

    @Test
    void aRequestThatTheProviderRejectsIsNoFailureAndOneThatALimitRefusesNoAttempt() {
        try (TestingWeir weir = TestingWeir.start(YAML)) {
            assertThat(ask(weir, "narrow")).isEqualTo(200);
            assertThat(ask(weir, "narrow")).isEqualTo(429);
            assertThat(deployments(weir, "narrow").at("/0/hour/attempts").asInt())
                    .isEqualTo(1);
            assertThat(deployments(weir, "narrow").at("/0/used/requests").asInt())
                    .isEqualTo(1);

            weir.upstream(Script.parse("{\"faults\": [{\"kind\": \"status\", \"status\": 400}]}"));
            ask(weir, "pair");
            JsonNode sim = deployments(weir, "pair").get(1);
            assertThat(sim.at("/hour/rejected").asInt()).isEqualTo(1);
            assertThat(sim.at("/hour/failed").asInt()).isZero();
            assertThat(sim.path("health").asString()).isEqualTo("healthy");
            assertThat(sim.at("/last_errors/0/code").asString()).isEqualTo("provider_rejected");
            assertThat(sim.at("/last_errors/0/status").asInt()).isEqualTo(400);
        }
    }
}
