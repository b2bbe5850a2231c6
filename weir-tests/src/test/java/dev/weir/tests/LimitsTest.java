package dev.weir.tests;

import static dev.weir.tests.Tenants.created;
import static dev.weir.tests.Tenants.limit;
import static dev.weir.tests.Tenants.name;
import static dev.weir.tests.Tenants.project;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Limits as they are set, listed, taken away and refused. */
class LimitsTest {
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

    @Test
    void limitsAreListedChangedAndTakenAway() {
        Door admin = project(door);
        limit(
                admin,
                "user",
                "ann",
                "{\"rpm\": 5, \"budget\": {\"amount\": \"5\", \"currency\": \"usd\", \"period\": \"day\"}}");
        limit(admin, "tag", "team%3Dsearch", """
                {"tokens_per_day": 1000, "time_zone": "Europe/Berlin", "budgets": [
                  {"amount": "1.50", "currency": "EUR", "period": "month"},
                  {"amount": "100", "currency": "EUR", "period": "total", "time_zone": "UTC"}]}""");

        JsonNode list = admin.get("/api/limits").json().path("data");
        assertThat(list).hasSize(2);
        assertThat(list.at("/0/scope").asString()).isEqualTo("user");
        assertThat(list.at("/0/limits/budget/amount").asString()).isEqualTo("5.00");
        assertThat(list.at("/0/limits/budget/currency").asString()).isEqualTo("USD");
        assertThat(list.at("/0/limits/budget/time_zone").asString()).isEqualTo("UTC");
        assertThat(list.at("/1/name").asString()).isEqualTo("team=search");
        assertThat(list.at("/1/limits/budgets/0/time_zone").asString()).isEqualTo("Europe/Berlin");
        assertThat(list.at("/1/limits/budgets/1/time_zone").asString()).isEqualTo("UTC");
        assertThat(admin.get("/api/limits?limit=1").json().path("next").asString())
                .isNotEmpty();

        assertThat(admin.send("DELETE", "/api/limits/user/ann", null, Map.of()).status())
                .isEqualTo(200);
        assertThat(admin.send("DELETE", "/api/limits/user/ann", null, Map.of()).status())
                .isEqualTo(404);
        assertThat(admin.get("/api/limits").json().path("data")).hasSize(1);
    }

    @Test
    void keysAndProjectsAreLimitedByTheSameRoute() {
        Door admin = project(door);
        JsonNode key = created(admin, "/api/keys", "{\"name\": \"" + name() + "\"}");
        String id = key.path("id").asString();

        limit(admin, "key", id, "{\"rpm\": 9, \"max_priority\": \"normal\"}");

        JsonNode listed = admin.get("/api/limits").json().path("data");
        assertThat(listed.at("/0/title").asString()).isEqualTo(key.path("name").asString());
        assertThat(admin.send("PUT", "/api/limits/project/x", "{\"rpm\": 1}", Map.of())
                        .status())
                .as("a key of one project may not limit projects")
                .isEqualTo(403);
        assertThat(admin.send("PUT", "/api/limits/organization/default", "{\"rpm\": 1000000}", Map.of())
                        .status())
                .isEqualTo(403);
        limit(door, "organization", "default", "{\"rpm\": 1000000}");
        assertThat(door.send("DELETE", "/api/limits/organization/default", null, Map.of())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"rpm": 0}                                                                  | rpm
                    {"rpm": -1}                                                                 | rpm
                    {"rpm": 1.5}                                                                | rpm
                    {"rpm": 1e30}                                                               | rpm
                    {"rpm": "many"}                                                             | rpm
                    {"tpm": 99999999999999999999999}                                            | tpm
                    {"tokens_per_day": -5}                                                      | tokens_per_day
                    {"concurrency": 0}                                                          | concurrency
                    {"concurrency": 5000000000}                                                 | concurrency
                    {"time_zone": "Mars/Olympus"}                                               | time_zone
                    {"time_zone": "+01:00"}                                                     | time_zone
                    {"requests": 5}                                                             | requests
                    {"budget": {"amount": "-1", "currency": "USD", "period": "day"}}            | budget.amount
                    {"budget": {"amount": "1e99", "currency": "USD", "period": "day"}}          | budget.amount
                    {"budget": {"amount": "0.0000000000001", "currency": "USD", "period": "day"}} | budget.amount
                    {"budget": {"amount": "five", "currency": "USD", "period": "day"}}          | budget.amount
                    {"budget": {"currency": "USD", "period": "day"}}                            | budget.amount
                    {"budget": {"amount": "1", "currency": "XQZ", "period": "day"}}             | budget.currency
                    {"budget": {"amount": "1", "period": "day"}}                                | budget.currency
                    {"budget": {"amount": "1", "currency": "USD", "period": "week"}}            | budget.period
                    {"budget": {"amount": "1", "currency": "USD"}}                              | budget.period
                    {"budget": {"amount": "1", "currency": "USD", "period": "day", "time_zone": "x"}} | budget.time_zone
                    {"budgets": [{"amount": "1", "currency": "USD", "period": "day"}, {"amount": "x", "currency": "USD", "period": "month"}]} | budgets[1].amount
                    {"budgets": [{"amount": "1", "currency": "USD", "period": "day"}, {"amount": "2", "currency": "USD", "period": "day"}]} | budgets[1]
                    {"budgets": [null]}                                                         | budgets[0]
                    {"budget": {"amount": "1", "currency": "USD", "period": "day"}, "budgets": []} | budget
                    {"priority": "soon"}                                                        | priority
                    """)
    void badLimitsAreRefusedByTheirField(String body, String field) {
        Door admin = project(door);
        Door.Reply reply = admin.send("PUT", "/api/limits/user/ann", body, Map.of());

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString("")).isEqualTo(field);
        Door.Reply key = admin.post("/api/keys", "{\"name\": \"bad\", \"limits\": " + body + "}");
        assertThat(key.status()).as(key.text()).isEqualTo(400);
        assertThat(key.json().at("/error/field").asString("")).endsWith(field);
        assertThat(admin.get("/api/limits").json().path("data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /api/limits/tag/search",
                "PUT /api/limits/tag/=x",
                "PUT /api/limits/model/*",
                "PUT /api/limits/user/%20",
                "PUT /api/limits/user/a%0Ab"
            })
    void namesThatNoCallCanHaveAreRefused(String request) {
        Door.Reply reply = project(door).send("PUT", request.substring(4), "{\"rpm\": 1}", Map.of());

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString("")).isEqualTo("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/limits/planet/earth",
                "/api/limits/key/nobody",
                "/api/limits/key/key_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "/api/limits/user/nobody"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertThat(project(door).send("DELETE", path, null, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void prioritiesAreForKeysAndProjects() {
        Door.Reply reply = project(door).send("PUT", "/api/limits/user/ann", "{\"max_priority\": \"batch\"}", Map.of());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo("max_priority");
    }
}
