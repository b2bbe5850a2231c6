package dev.weir.tests;

import static dev.weir.tests.Tenants.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Keys that do not listen wait, visibly, and are forgiven; through the front door. */
class SlowedKeysTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  small: {deployments: [{provider: sim, model: cent}]}
                prices:
                  cent: {input: 0.01, output: 0.01, per: 1, currency: USD}
                limits:
                  slow_down: {after: 3, within: 10m, first: 300ms, longest: 2s}
                """);
        weir.upstream(Script.saying(new Answer.Lorem(3)));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static Door.Reply ask(JsonNode key, Map<String, String> headers) {
        return door.with(key)
                .send(
                        "POST",
                        "/v1/chat/completions",
                        "{\"model\": \"small\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\":"
                                + " \"Hello?\"}]}",
                        headers);
    }

    private static JsonNode line(JsonNode key) {
        return StreamSupport.stream(
                        door.get("/api/keys/" + key.path("id").asString() + "/limits")
                                .json()
                                .path("data")
                                .spliterator(),
                        false)
                .filter(line -> line.path("limit").asString().equals("slow_down"))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static JsonNode slowed(String name) {
        return StreamSupport.stream(
                        door.get("/api/keys/slowed").json().path("data").spliterator(), false)
                .filter(key -> key.path("name").asString().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    @Test
    void whoIsRefusedAgainAndAgainWaitsAndIsForgiven() throws Exception {
        JsonNode key = key(door, "stubborn", "{\"rpm\": 1}");
        assertThat(ask(key, Map.of()).status()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            Door.Reply refused = ask(key, Map.of());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("x-weir-slowed-ms")).isEmpty();
        }
        assertThat(line(key).isMissingNode()).isTrue();
        assertThat(ask(key, Map.of()).status()).isEqualTo(429);

        assertThat(line(key).path("allowed").asString()).isEqualTo("300");
        Door.Reply hurried = ask(key, Map.of("x-weir-timeout", "150ms"));
        assertThat(hurried.status()).isEqualTo(429);
        assertThat(hurried.text()).contains("'stubborn' was refused again and again");
        assertThat(hurried.header("x-weir-slowed-ms")).isEqualTo("300");

        JsonNode slowed = slowed("stubborn");
        assertThat(slowed.path("refusals").asInt()).isEqualTo(4);
        assertThat(slowed.path("delay_ms").asInt()).isEqualTo(300);
        Eventually.within(
                SOON,
                "a notice",
                () -> door.get("/api/notices?kind=key.slowed").text().contains("'stubborn' was refused again"));

        Door.Reply forgiven = door.post("/api/keys/" + key.path("id").asString() + "/forgive", "{}");
        assertThat(forgiven.status()).as(forgiven.text()).isEqualTo(200);
        assertThat(line(key).isMissingNode()).isTrue();
        assertThat(slowed("stubborn").isMissingNode()).isTrue();
        Eventually.within(
                SOON,
                "the audit log",
                () -> door.get("/api/audit/entries?action=key.forgive")
                                .json()
                                .path("data")
                                .size()
                        == 1);
    }

    @Test
    void aCallThatWaitedIsAnsweredAndSaysSo() {
        JsonNode key = key(
                door, "spender", "{\"budget\": {\"amount\": \"0.01\", \"currency\": \"USD\", \"period\": \"total\"}}");
        for (int i = 0; i < 5; i++) {
            assertThat(ask(key, Map.of()).status()).isEqualTo(429);
        }
        door.send(
                "PUT",
                "/api/keys/" + key.path("id").asString() + "/limits",
                "{\"budget\": {\"amount\": \"100\", \"currency\": \"USD\", \"period\": \"total\"}}",
                Map.of());
        Door.Reply answered = ask(key, Map.of());
        assertThat(answered.status()).as(answered.text()).isEqualTo(200);
        assertThat(answered.header("x-weir-slowed-ms")).isEqualTo("600");
    }

    @Test
    void nobodyForgivesWhatTheyMayNot() {
        JsonNode key = key(door, "plain", "{}");
        assertThat(door.with(key)
                        .post("/api/keys/" + key.path("id").asString() + "/forgive", "{}")
                        .status())
                .isEqualTo(403);
        assertThat(door.post("/api/keys/key_none/forgive", "{}").status()).isEqualTo(404);
    }
}
