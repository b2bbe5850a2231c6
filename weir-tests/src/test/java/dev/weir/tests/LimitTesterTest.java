package dev.weir.tests;

import static dev.weir.tests.Tenants.key;
import static dev.weir.tests.Tenants.limit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.math.BigDecimal;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a key's calls are held to, and whether one would pass, through the front door. */
class LimitTesterTest {
    private static final String CHAT = "/v1/chat/completions";
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  priced: {deployments: [{provider: sim, model: cent}]}
                  counted: {deployments: [{provider: sim, model: gpt-4o}]}
                  unpriced: {deployments: [{provider: sim, model: nobody-knows}]}
                aliases: {nick: priced}
                prices:
                  cent: {input: 0.01, output: 0.01, per: 1, currency: USD}
                  gpt-4o: {input: 0.01, output: 0.01, per: 1, currency: USD}
                """);
        weir.upstream(Script.saying(new Answer.Lorem(5)));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static JsonNode test(JsonNode key, String more) {
        Door.Reply reply =
                door.post("/api/limits/test", "{\"key\": \"" + key.path("id").asString() + "\", " + more + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static JsonNode line(JsonNode verdict, String scope, String limit) {
        return StreamSupport.stream(verdict.path("limits").spliterator(), false)
                .filter(line -> line.path("scope").asString().equals(scope))
                .filter(line -> line.path("limit").asString().equals(limit))
                .findFirst()
                .orElseThrow(() -> new AssertionError(verdict.toPrettyString()));
    }

    @Test
    void everyLimitSaysItsWordAndNothingIsTaken() {
        JsonNode key = key(
                door,
                "tested",
                "{\"rpm\": 2, \"tpm\": 5000, \"budget\": {\"amount\": \"20\", \"currency\": \"USD\","
                        + " \"period\": \"day\"}}");
        limit(door, "user", "tess", "{\"tokens_per_day\": 900}");
        limit(door, "tag", "team=tests", "{\"rpm\": 7}");
        for (int i = 0; i < 5; i++) {
            JsonNode verdict = test(
                    key,
                    "\"model\": \"nick\", \"input_tokens\": 500, \"output_tokens\": 100, \"user\": \"tess\","
                            + " \"tags\": {\"team\": \"tests\"}");
            assertThat(verdict.path("passes").asBoolean())
                    .as(verdict.toPrettyString())
                    .isTrue();
            assertThat(verdict.path("worst_case").asString()).isEqualTo("6.00");
            assertThat(verdict.path("deployment").asString()).isEqualTo("sim/cent");
            assertThat(line(verdict, "key", "rpm").path("used").asString()).isEqualTo("0");
            assertThat(line(verdict, "key", "tpm").path("wanted").asString()).isEqualTo("600");
            assertThat(line(verdict, "tag", "rpm").path("passes").asBoolean()).isTrue();
            assertThat(line(verdict, "user", "tokens_per_day").path("allowed").asString())
                    .isEqualTo("900");
        }
        JsonNode stopped =
                test(key, "\"model\": \"priced\", \"input_tokens\": 1500, \"output_tokens\": 900, \"user\": \"tess\"");
        assertThat(stopped.path("passes").asBoolean()).isFalse();
        assertThat(line(stopped, "key", "budget").path("reason").asString())
                .isEqualTo("The budget of key 'tested' has not enough left: 20.00 USD, and the call may cost up to"
                        + " 24.00.");
        assertThat(line(stopped, "key", "budget").path("retry_after").asLong()).isPositive();
        assertThat(line(stopped, "user", "tokens_per_day").path("reason").asString())
                .contains("more than user 'tess' may ever have: 900");
        assertThat(line(stopped, "key", "tpm").path("passes").asBoolean()).isTrue();
    }

    /** What it says is what happens. */
    @ParameterizedTest
    @CsvSource({
        "priced, 20, true",
        "priced, 99000, false",
        "counted, 200, true",
        "counted, 4000, false",
        "unpriced, 20, false"
    })
    void theCallItselfFaresAsForetold(String model, int most, boolean passes) {
        JsonNode key =
                key(door, "tested", "{\"budget\": {\"amount\": \"10\", \"currency\": \"USD\", \"period\": \"total\"}}");
        String prompt = "Say something nice about the weather in Halden.";
        JsonNode verdict =
                test(key, "\"model\": \"" + model + "\", \"prompt\": \"" + prompt + "\", \"output_tokens\": " + most);
        assertThat(verdict.path("passes").asBoolean())
                .as(verdict.toPrettyString())
                .isEqualTo(passes);
        assertThat(verdict.path("bound").asString()).isEqualTo(model.equals("counted") ? "tokenizer" : "bytes");
        Door.Reply call = door.with(key)
                .post(
                        CHAT,
                        "{\"model\": \"" + model + "\", \"max_tokens\": " + most
                                + ", \"messages\": [{\"role\": \"user\", \"content\": \"" + prompt + "\"}]}");
        assertThat(call.status() == 200).as(call.text()).isEqualTo(passes);
    }

    @Test
    void theChainOfAKeyShowsWhatIsUsed() {
        JsonNode key = key(
                door,
                "tested",
                "{\"rpm\": 50, \"budget\": {\"amount\": \"10\", \"currency\": \"USD\", \"period\": \"month\"}}");
        Door own = door.with(key);
        assertThat(own.post(
                                CHAT,
                                "{\"model\": \"priced\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\","
                                        + " \"content\": \"Hello?\"}]}")
                        .status())
                .isEqualTo(200);
        JsonNode chain = own.get("/api/keys/me/limits").json().path("data");
        assertThat(chain).hasSize(2);
        assertThat(chain.path(0).path("limit").asString()).isEqualTo("rpm");
        assertThat(chain.path(0).path("used").asString()).isEqualTo("1");
        assertThat(new BigDecimal(chain.path(1).path("used").asString())).isPositive();
        assertThat(chain.path(1).path("reserved").asString()).isEqualTo("0.00");
        assertThat(chain.path(1).path("period").asString()).isEqualTo("month");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|model",
                "{\"model\": \"priced\", \"input_tokens\": -1}|input_tokens",
                "{\"model\": \"priced\", \"input_tokens\": 1.5}|input_tokens",
                "{\"model\": \"priced\", \"input_tokens\": 1e30}|input_tokens",
                "{\"model\": \"priced\", \"output_tokens\": 0}|output_tokens",
                "{\"model\": \"priced\", \"prompt\": \"x\", \"input_tokens\": 3}|input_tokens",
                "{\"model\": \"priced\", \"tags\": {\"a\": null}}|tags.a"
            })
    void badWishesAreRefusedByTheirField(String body, String field) {
        Door.Reply reply = door.post("/api/limits/test", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo(field);
    }

    @Test
    void othersKeysAreNotTested() {
        JsonNode key = key(door, "tested", "{}");
        JsonNode other = key(door, "tested", "{}");
        Door.Reply reply = door.with(other)
                .post("/api/limits/test", "{\"key\": \"" + key.path("id").asString() + "\", \"model\": \"priced\"}");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(door.with(other)
                        .post("/api/limits/test", "{\"model\": \"priced\"}")
                        .status())
                .isEqualTo(200);
        assertThat(door.post("/api/limits/test", "{\"model\": \"no-such-model\"}")
                        .status())
                .isEqualTo(404);
    }
}
