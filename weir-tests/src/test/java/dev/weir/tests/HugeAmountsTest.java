package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Numbers that no addition can hold are refused, not wrapped around. */
class HugeAmountsTest {
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  dear: {deployments: [{provider: sim, model: gold}]}
                prices:
                  gold: {input: 10, output: 10, per: 1, currency: USD}
                """);
        weir.upstream(Script.saying(new Answer.Lorem(3)));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static Door.Reply ask(JsonNode key, String most) {
        return door.with(key)
                .post(
                        "/v1/chat/completions",
                        "{\"model\": \"dear\", \"max_tokens\": " + most
                                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}");
    }

    /** What it may cost at most fits no amount: no budget can pay it, and none is charged. */
    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "1000000000000", "9223372036854775807"})
    void aWorstCaseBeyondAllAmountsIsRefused(String most) {
        JsonNode key = door.post(
                        "/api/keys",
                        "{\"name\": \"huge\", \"limits\": {\"tpm\": 1000000000000, \"budget\": {\"amount\": \"9000000\","
                                + " \"currency\": \"USD\", \"period\": \"total\"}}}")
                .json();
        Door.Reply reply = ask(key, most);
        assertThat(reply.status()).as(reply.text()).isIn(400, 429);
        JsonNode lines = door.get("/api/keys/" + key.path("id").asString() + "/limits")
                .json()
                .path("data");
        assertThat(lines).isNotEmpty();
        lines.forEach(line -> assertThat(Double.parseDouble(line.path("used").asString())
                        + Double.parseDouble(line.path("reserved").asString("0")))
                .as(line.toString())
                .isLessThanOrEqualTo(line.path("limit").asString().equals("budget") ? 0 : 1));
    }

    @Test
    void theTesterKnowsNoLargerNumbersEither() {
        JsonNode key = door.post(
                        "/api/keys",
                        "{\"name\": \"tested\", \"limits\": {\"budget\": {\"amount\": \"9000000\", \"currency\": \"USD\","
                                + " \"period\": \"total\"}}}")
                .json();
        Door.Reply reply = door.send(
                "POST",
                "/api/limits/test",
                "{\"key\": \"" + key.path("id").asString()
                        + "\", \"model\": \"dear\", \"input_tokens\": 1000000000000, \"output_tokens\": 1000000000000}",
                Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("passes").asBoolean()).isFalse();
        assertThat(reply.json().path("reason").asString()).contains("has not enough left: 9000000.00 USD");
    }
}
