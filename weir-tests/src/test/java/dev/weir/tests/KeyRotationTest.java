package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A key gets another text while its programs go on, through the front door. */
class KeyRotationTest {
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start();
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static JsonNode key(String name, String more) {
        return door.post("/api/keys", "{\"name\": \"" + name + "\"" + more + "}")
                .json();
    }

    private static JsonNode rotated(JsonNode key, String body) {
        Door.Reply reply = door.post("/api/keys/" + key.path("id").asString() + "/rotate", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static int status(JsonNode key) {
        return door.with(key).get("/api/me").status();
    }

    @Test
    void bothTextsWorkUntilTheGraceIsOver() {
        JsonNode first = key("both", "");
        JsonNode second = rotated(first, "{\"grace\": \"1h\"}");
        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(second.path("key").asString())
                .startsWith("wk_")
                .isNotEqualTo(first.path("key").asString());
        assertThat(second.path("previous_until").asString()).isNotEmpty();
        assertThat(status(first)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(200);

        JsonNode third = rotated(first, "{\"grace\": \"1h\"}");
        assertThat(status(first)).as("the text before the one before").isEqualTo(401);
        assertThat(status(second)).isEqualTo(200);
        assertThat(status(third)).isEqualTo(200);

        weir.restart();
        door = Door.of(weir);
        assertThat(status(first)).isEqualTo(401);
        assertThat(status(second)).isEqualTo(200);
        assertThat(status(third)).isEqualTo(200);

        door.send("PUT", "/api/keys/" + first.path("id").asString() + "/limits", "{\"rpm\": 100}", Map.of());
        assertThat(status(second)).isEqualTo(200);
        door.send("DELETE", "/api/keys/" + first.path("id").asString(), "", Map.of());
        assertThat(status(second)).isEqualTo(401);
        assertThat(status(third)).isEqualTo(401);
    }

    @Test
    void withoutGraceTheTextBeforeEndsAtOnceAndIsNamed() {
        JsonNode first = key("leaked", "");
        JsonNode second = rotated(first, "{\"grace\": \"0s\"}");
        Door.Reply refused = door.with(first).get("/api/me");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text())
                .contains("leaked")
                .doesNotContain(first.path("key").asString());
        assertThat(status(second)).isEqualTo(200);
    }

    @Test
    void whatWasRotatedIsInTheAuditLogWithoutTheText() throws Exception {
        JsonNode first = key("audited", "");
        JsonNode second = rotated(first, "{}");
        Door.Reply[] entries = new Door.Reply[1];
        Eventually.within(java.time.Duration.ofSeconds(10), "the entry", () -> {
            entries[0] = door.get("/api/audit/entries?action=key.rotate&subject="
                    + first.path("id").asString());
            return entries[0].json().path("data").size() == 1;
        });
        assertThat(entries[0].text())
                .contains(second.path("prefix").asString(), first.path("prefix").asString())
                .doesNotContain(second.path("key").asString(), first.path("key").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1h", "1", "91d", "soon", "9999999999h"})
    void timesThatAreNoneAreRefused(String grace) {
        JsonNode key = key("strict", "");
        Door.Reply reply =
                door.post("/api/keys/" + key.path("id").asString() + "/rotate", "{\"grace\": \"" + grace + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo("grace");
        assertThat(status(key)).isEqualTo(200);
    }

    @Test
    void nobodyRotatesWhatTheyMayNot() {
        JsonNode admin = key("admin", ", \"role\": \"admin\"");
        JsonNode owner = key("owner", ", \"role\": \"owner\"");
        JsonNode developer = key("developer", "");
        String path = "/api/keys/" + owner.path("id").asString() + "/rotate";
        assertThat(door.with(admin).post(path, "{}").status()).isEqualTo(403);
        assertThat(door.with(developer)
                        .post("/api/keys/" + developer.path("id").asString() + "/rotate", "{}")
                        .status())
                .isEqualTo(403);
        assertThat(door.post(
                                "/api/keys/"
                                        + door.get("/api/me")
                                                .json()
                                                .at("/key/id")
                                                .asString() + "/rotate",
                                "{}")
                        .status())
                .as("it comes from the environment")
                .isEqualTo(409);
        assertThat(door.post("/api/keys/key_none/rotate", "{}").status()).isEqualTo(404);
    }
}
