package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Models with two deployments, of which one is down. */
class FallbackTest {
    private static final String TWO = """
              gone: {kind: openai, base_url: "http://127.0.0.1:1/v1", api_key: none, allow_private: true}
            models:
              both: {deployments: [{provider: gone, model: gpt-4o-mini}, {provider: sim, model: gpt-4o-mini}]}
              first: {deployments: [{provider: sim, model: gpt-4o-mini}, {provider: gone, model: gpt-4o-mini}]}
            """;

    @Test
    void theNextDeploymentAnswersAndBothAttemptsAreKept() {
        try (TestingWeir weir = TestingWeir.start(TWO)) {
            Door.Reply answer = ask(weir, "both");
            assertThat(answer.status()).isEqualTo(200);
            JsonNode exchange = Door.of(weir)
                    .get("/api/exchanges/" + answer.header("x-weir-exchange-id"))
                    .json();
            assertThat(exchange.path("status").stringValue()).isEqualTo("ok");
            assertThat(exchange.path("attempts")).hasSize(2);
            assertThat(exchange.path("attempts").get(0).path("error").stringValue())
                    .isEqualTo("provider_unavailable");
            assertThat(exchange.path("deployment").stringValue()).isEqualTo("sim/gpt-4o-mini");
        }
    }

    @Test
    void anAnswerIsNotAskedForTwice() {
        try (TestingWeir weir = TestingWeir.start(TWO)) {
            assertThat(ask(weir, "first").status()).isEqualTo(200);
            assertThat(weir.simulator().served()).hasSize(1);
        }
    }

    private static Door.Reply ask(TestingWeir weir, String model) {
        return Door.of(weir)
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }
}
