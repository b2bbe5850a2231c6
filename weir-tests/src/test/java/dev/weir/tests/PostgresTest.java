package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A Weir whose tables are in PostgreSQL, through the front door. */
class PostgresTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"priced\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";

    @TempDir
    Path folder;

    private static String models(Simulator simulator) {
        return """
                knowledge: {docs: false}
                providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                models: {priced: {deployments: [{provider: sim, model: cent}]}}
                prices: {cent: {input: 0.01, output: 0.01, per: 1, currency: USD}}
                """.formatted(simulator.baseUri());
    }

    private static Simulator simulator() throws IOException {
        return Simulator.start(SimulatorOptions.defaults().withScript(Script.saying(new Answer.Lorem(5))));
    }

    private static JsonNode key(Door admin, String amount) {
        return Tenants.key(
                admin,
                "{\"tokens_per_day\": 1000000, \"budget\": {\"amount\": \"" + amount
                        + "\", \"currency\": \"USD\", \"period\": \"total\"}}");
    }

    private static BigDecimal settled(Door caller) {
        return new BigDecimal(
                caller.get("/api/budgets/me").json().at("/data/0/settled").asString());
    }

    @Test
    void callsAreServedAndCountedAndFoundAgain() throws Exception {
        String yaml;
        try (Simulator simulator = simulator()) {
            yaml = TestPostgres.store(TestPostgres.database()) + models(simulator);
            String secret;
            String id;
            BigDecimal spent;
            try (Weir weir = Servers.start(folder, Map.of(), yaml)) {
                Door admin = new Door(weir.localUrl(), Servers.ADMIN_KEY);
                JsonNode key = key(admin, "1.00");
                secret = key.path("key").asString();
                Door caller = admin.withKey(secret);
                Door.Reply answer = caller.send("POST", CHAT, BODY, Map.of("idempotency-key", "once"));
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(caller.send("POST", CHAT, BODY, Map.of("idempotency-key", "once"))
                                .text())
                        .isEqualTo(answer.text());
                assertThat(simulator.served()).hasSize(1);
                id = answer.header("x-weir-exchange-id");
                assertThat(admin.get("/api/exchanges/" + id)
                                .json()
                                .path("status")
                                .asString())
                        .isEqualTo("ok");
                JsonNode usage =
                        admin.get("/api/usage?group_by=day,model").json().at("/data/0");
                assertThat(usage.path("requests").asLong()).isEqualTo(1);
                spent = settled(caller);
                assertThat(spent).isPositive();
                assertThat(new BigDecimal(usage.path("cost").asString())).isEqualByComparingTo(spent);
                Eventually.within(
                        Duration.ofSeconds(20),
                        "The budget is used up",
                        () -> caller.post(CHAT, BODY).status() == 429);
                spent = settled(caller);
                assertThat(spent).isLessThanOrEqualTo(new BigDecimal("1.00"));
                assertThat(admin.post("/api/responses-are-no-route", "{}").status())
                        .isEqualTo(404);
                Door.Reply backup = admin.post("/api/backup", "{}");
                assertThat(backup.status()).as(backup.text()).isEqualTo(201);
                assertThat(backup.json().path("note").asString()).contains("pg_dump", "localhost");
            }
            try (Weir weir = Servers.start(folder, Map.of(), yaml)) {
                Door admin = new Door(weir.localUrl(), Servers.ADMIN_KEY);
                assertThat(settled(admin.withKey(secret))).isEqualByComparingTo(spent);
                assertThat(admin.get("/api/exchanges/" + id).status()).isEqualTo(200);
                assertThat(admin.withKey(secret).post(CHAT, BODY).status()).isEqualTo(429);
            }
        }
    }

    @Test
    void whileTheDatabaseIsAwayCallsAreServedAndItCatchesUpAfterwards() throws Exception {
        try (Simulator simulator = simulator();
                CutWire wire = new CutWire(TestPostgres.port());
                Weir weir = Servers.start(
                        folder,
                        Map.of(),
                        TestPostgres.store(wire.port(), TestPostgres.database()) + models(simulator))) {
            Door admin = new Door(weir.localUrl(), Servers.ADMIN_KEY);
            Door caller = admin.with(key(admin, "100.00"));
            assertThat(caller.post(CHAT, BODY).status()).isEqualTo(200);
            assertThat(admin.get("/readyz").json().has("warning")).isFalse();

            wire.cut();
            for (int i = 0; i < 10; i++) {
                Door.Reply answer = caller.post(CHAT, BODY);
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            Eventually.within(
                    Duration.ofSeconds(20),
                    "The warning is there",
                    () -> admin.get("/readyz")
                            .json()
                            .path("warning")
                            .asString("")
                            .contains("cannot be reached"));
            assertThat(admin.get("/readyz").status()).isEqualTo(200);

            wire.mend();
            Eventually.within(
                    Duration.ofSeconds(20),
                    "What was served is in the database",
                    () -> admin.get("/api/usage").json().at("/data/0/requests").asLong() == 11);
            Eventually.within(
                    Duration.ofSeconds(20),
                    "The warning is gone",
                    () -> !admin.get("/readyz").json().has("warning"));
        }
    }

    @Test
    void aDatabaseThatCannotBeUsedIsNamedAndItsPasswordIsNot() throws SQLException {
        assertThatThrownBy(() -> Servers.start(
                        folder.resolve("a"),
                        Map.of(),
                        "store: {url: 'jdbc:postgresql://localhost:1/weir', user: weir, password: hush-hush}"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("postgresql://localhost:1/weir cannot be reached")
                .hasMessageContaining("store.url")
                .satisfies(e -> assertThat(stack(e)).doesNotContain("hush-hush"));
        assertThatThrownBy(() -> Servers.start(
                        folder.resolve("b"),
                        Map.of(),
                        "store: {url: 'jdbc:postgresql://localhost:" + TestPostgres.port()
                                + "/nowhere', user: postgres, password: hush-hush}"))
                .hasMessageContaining("there is no such database")
                .satisfies(e -> assertThat(stack(e)).doesNotContain("hush-hush"));
        assertThatThrownBy(() -> Servers.start(
                        folder.resolve("c"),
                        Map.of(),
                        "store: {url: 'jdbc:postgresql://localhost:" + TestPostgres.port()
                                + "/postgres', user: nobody-at-all, password: hush-hush}"))
                .hasMessageContaining("refuses the user 'nobody-at-all'")
                .hasMessageContaining("store.password")
                .satisfies(e -> assertThat(stack(e)).doesNotContain("hush-hush"));
    }

    private static String stack(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            all.append(at);
        }
        return all.toString();
    }

    @Test
    void whatAKilledProcessLeftOpenIsSettled() throws Exception {
        Script slow = Script.saying(new Answer.Lorem(5)).withPace(new Pace(Duration.ofMillis(30), 20, 0.5));
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withScript(slow))) {
            Path config = Files.writeString(
                    folder.resolve("weir.yaml"),
                    "server: {port: 0}\ndata: '" + folder.resolve("data") + "'\n"
                            + TestPostgres.store(TestPostgres.database()) + models(simulator));
            JsonNode key;
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door admin = weir.admin();
                key = key(admin, "20.00");
                Door caller = admin.with(key);
                for (int i = 0; i < 30; i++) {
                    Door.client().sendAsync(caller.request("POST", CHAT, BODY, Map.of()), BodyHandlers.ofByteArray());
                }
                Eventually.within(
                        Duration.ofSeconds(20),
                        "Some calls are in progress",
                        () -> simulator.served().size() > 3);
                weir.kill();
            }
            int asked = simulator.served().size();
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door admin = weir.admin();
                Door caller = admin.with(key);
                JsonNode line = caller.get("/api/budgets/me").json().at("/data/0");
                assertThat(new BigDecimal(line.path("reserved").asString()))
                        .as("nothing stays set aside")
                        .isEqualByComparingTo("0");
                assertThat(settled(caller))
                        .isBetween(new BigDecimal("0.05").multiply(BigDecimal.valueOf(asked)), new BigDecimal("20.00"));
                assertThat(admin.get("/api/exchanges?limit=100").json().path("data"))
                        .hasSizeGreaterThanOrEqualTo(asked);
            }
        }
    }
}
