package dev.weir.tests;

import static dev.weir.tests.AuditedWeir.ask;
import static dev.weir.tests.AuditedWeir.got;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Who sees which entries of the log, and what is written down there, by the API and in the console. */
class AuditEntriesTest {
    @RegisterExtension
    static final AuditedWeir bed = new AuditedWeir();

    private final Door door = bed.door();

    @Test
    void adminsSeeWhoDidWhatInTheirProjectAndNobodyElses() {
        String project = door.post("/api/projects", "{\"name\": \"audited\"}")
                .json()
                .path("id")
                .asString();
        JsonNode made = door.post(
                        "/api/keys", "{\"name\": \"auditor\", \"role\": \"admin\", \"project\": \"" + project + "\"}")
                .json();
        Door theirs = door.withKey(made.path("key").asString());
        String exchange = ask(theirs);
        String other = ask(door);
        JsonNode entries = got(theirs, "/api/audit/entries?limit=100").path("data");

        assertThat(entries.valueStream()
                        .map(each -> each.path("body").path("project").asString()))
                .isNotEmpty()
                .containsOnly(project);
        assertThat(entries.valueStream().map(each -> each.path("kind").asString()))
                .contains("admin", "attempt.intent", "exchange.closed");
        JsonNode creation =
                got(theirs, "/api/audit/entries?kind=admin&action=key.create").path("data");
        assertThat(creation).hasSize(1);
        assertThat(creation.at("/0/body/subject")).isEqualTo(made.path("id"));
        assertThat(got(theirs, "/api/audit/entries?subject=" + exchange).path("data"))
                .hasSize(2);
        assertThat(got(theirs, "/api/audit/entries?subject=" + other).path("data"))
                .isEmpty();
        String attempt = got(theirs, "/api/audit/entries?kind=attempt.intent&subject=" + exchange)
                .at("/data/0/body/attempt")
                .asString();
        assertThat(got(theirs, "/api/audit/entries?subject=" + attempt).path("data"))
                .as("what belongs to an attempt")
                .hasSize(2);
        assertThat(got(door, "/api/audit/entries?subject=" + attempt).path("data"))
                .isEmpty();
        assertThat(theirs.get("/api/exchanges/" + other + "/receipt").status()).isEqualTo(404);
        long foreign = got(door, "/api/exchanges/" + other + "/receipt")
                .at("/entries/0/entry")
                .asLong();
        assertThat(theirs.get("/api/audit/proof/" + foreign).status()).isEqualTo(404);
        for (String path : List.of("/api/audit/checkpoint", "/api/audit/verify")) {
            assertThat(theirs.post(path, "{}").status()).isEqualTo(403);
        }
        assertThat(theirs.get("/api/audit/publications").status()).isEqualTo(403);
    }

    @Test
    void theConsoleShowsEntriesTheirProofsAndTheVerdict() {
        Tenants.key(door, "{}");
        String id = ask(door);
        String page = door.get("/console/audit?subject=" + id).text();
        long closed = got(door, "/api/exchanges/" + id + "/receipt")
                .at("/entries/1/entry")
                .asLong();
        assertThat(page).contains("exchange.closed").contains("/console/audit/" + closed);
        assertThat(door.get("/console/audit/" + closed).text())
                .contains("sha256:")
                .contains("./weir audit prove " + closed);
        assertThat(door.get("/console/audit?kind=admin&range=1h").text()).contains("key.create");
        assertThat(door.get("/console/audit/99999999").status()).isEqualTo(404);
        Door.Reply verified =
                door.send("POST", "/console/audit", "", Map.of("content-type", "application/x-www-form-urlencoded"));
        assertThat(verified.text()).contains("The log is whole");
    }

    @Test
    void whoReadsMessagesAndWhatWasChangedIsWrittenDown() {
        String id = ask(door);
        got(door, "/api/exchanges/" + id);
        assertThat(got(door, "/api/audit/entries?kind=admin&subject=" + id).path("data"))
                .hasSize(1)
                .allSatisfy(each -> assertThat(each.path("action").asString()).isEqualTo("exchange.read"));
        String key = door.post("/api/keys", "{\"name\": \"bounded\", \"role\": \"developer\"}")
                .json()
                .path("id")
                .asString();
        for (int concurrency : List.of(3, 7)) {
            assertThat(door.send(
                                    "PUT",
                                    "/api/keys/" + key + "/limits",
                                    "{\"concurrency\": " + concurrency + "}",
                                    Map.of())
                            .status())
                    .isEqualTo(200);
        }
        JsonNode change =
                got(door, "/api/audit/entries?action=key.limit&subject=" + key).at("/data/0/body/details");
        assertThat(change.path("before").asString()).contains("\"concurrency\":3");
        assertThat(change.path("after").asString()).contains("\"concurrency\":7");
        for (String price : List.of("1", "2")) {
            assertThat(door.send("PUT", "/api/prices/m", "{\"input\": " + price + ", \"output\": 3}", Map.of())
                            .status())
                    .isBetween(200, 201);
        }
        JsonNode set = got(door, "/api/audit/entries?action=price.set").at("/data/0/body/details");
        assertThat(set.path("before").asString()).contains("\"input\":1");
        assertThat(set.path("after").asString()).contains("\"input\":2");
    }
}
