package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests that have something in common go to the same replica, and the explanation says so. */
class AffinityTest {
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  sessions:
                    strategy: weighted
                    affinity: {by: session}
                    deployments: [{provider: sim, model: one}, {provider: sim, model: two}, {provider: sim, model: three}]
                  prefixes:
                    strategy: fastest
                    affinity: {by: prefix, prefix: 20}
                    deployments: [{provider: sim, model: one}, {provider: sim, model: two}, {provider: sim, model: three}]
                """);
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static String chat(String model, String content, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more
                + "}";
    }

    private static String deployment(String body) {
        String id = door.post("/v1/chat/completions", body).header("x-weir-exchange-id");
        return door.get("/api/exchanges/" + id).json().path("deployment").asString();
    }

    @Test
    void aSessionStaysWhereItIs() {
        Set<String> used = new HashSet<>();
        for (int session = 0; session < 12; session++) {
            String weir = ",\"weir\":{\"session\":\"s" + session + "\"}";
            JsonNode explained = door.post("/api/routes/explain", chat("sessions", "hello", weir))
                    .json();
            String replica = explained.at("/affinity/replica").asString();
            assertThat(explained.at("/affinity/by").asString()).isEqualTo("session");
            assertThat(explained.at("/affinity/spilled").asBoolean()).isFalse();
            assertThat(explained.at("/chosen/0/deployment").asString()).isEqualTo(replica);
            for (int i = 0; i < 3; i++) {
                assertThat(deployment(chat("sessions", "turn " + i, weir))).isEqualTo(replica);
            }
            used.add(replica);
        }
        assertThat(used).hasSizeGreaterThan(1);
    }

    @Test
    void whatBeginsAlikeGoesToTheSameReplicaAndWhatIsShortAnywhere() {
        String prefix = "The same twenty characters and more. ";
        String replica = deployment(chat("prefixes", prefix + "One?", ""));
        for (int i = 0; i < 5; i++) {
            assertThat(deployment(chat("prefixes", prefix + i, ""))).isEqualTo(replica);
        }
        JsonNode explained =
                door.post("/api/routes/explain", chat("prefixes", "Hello", "")).json();
        assertThat(explained.path("affinity").isObject()).isFalse();
    }
}
