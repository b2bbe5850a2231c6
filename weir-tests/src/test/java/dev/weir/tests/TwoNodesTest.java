package dev.weir.tests;

import static dev.weir.tests.Tenants.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two nodes on one database. A call costs ten cents at most, and as much if it is not left. */
class TwoNodesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final BigDecimal BUDGET = new BigDecimal("5.00");

    @TempDir
    Path folder;

    private Simulator simulator;
    private Nodes nodes;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(SimulatorOptions.defaults()
                .withScript(Script.saying(new Answer.Lorem(5)).withPace(new Pace(Duration.ofMillis(20), 200, 0.5))));
        nodes = new Nodes(folder, TestPostgres.store(TestPostgres.database()) + """
                knowledge: {docs: false}
                providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                models: {priced: {deployments: [{provider: sim, model: dime}]}}
                prices: {dime: {input: 0, output: 0.02, per: 1, currency: USD}}
                """.formatted(simulator.baseUri()));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static String budget() {
        return "{\"budget\": {\"amount\": \"" + BUDGET + "\", \"currency\": \"USD\", \"period\": \"total\"}}";
    }

    private static String body(boolean stream) {
        return "{\"model\": \"priced\", \"max_tokens\": 5, \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";
    }

    private static BigDecimal amount(Door caller, String which) {
        return new BigDecimal(
                caller.get("/api/budgets/me").json().at("/data/0/" + which).asString());
    }

    private static List<CompletableFuture<HttpResponse<byte[]>>> calls(Door one, Door other, int count) {
        List<CompletableFuture<HttpResponse<byte[]>>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var call = Door.client()
                    .sendAsync(
                            (i % 2 == 0 ? one : other).request("POST", CHAT, body(i % 4 < 2), Map.of()),
                            BodyHandlers.ofByteArray());
            if (i % 5 == 0) {
                CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextInt(80), TimeUnit.MILLISECONDS)
                        .execute(() -> call.cancel(true));
            }
            calls.add(call);
        }
        return calls;
    }

    private static void await(List<CompletableFuture<HttpResponse<byte[]>>> calls) throws Exception {
        for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
            call.handle((response, failure) -> 0).get(60, TimeUnit.SECONDS);
        }
    }

    /** What is left is less than a call, and it was not spent twice. */
    private static void spendTheRest(Door one, Door other) throws InterruptedException {
        Eventually.within(Duration.ofSeconds(30), "Nothing is set aside and the rest can be spent", () -> {
            one.post(CHAT, body(false));
            other.post(CHAT, body(false));
            return amount(one, "reserved").signum() == 0
                    && amount(one, "settled").compareTo(BUDGET.subtract(new BigDecimal("0.10"))) > 0;
        });
        for (Door each : List.of(one, other)) {
            assertThat(amount(each, "settled")).isLessThanOrEqualTo(BUDGET);
            assertThat(each.post(CHAT, body(false)).status()).isEqualTo(429);
            assertThat(amount(each, "reserved")).isEqualByComparingTo("0");
        }
        assertThat(amount(one, "settled")).isEqualByComparingTo(amount(other, "settled"));
    }

    @Test
    void aThousandCallsAtBothPassNoBudgetTogether() throws Exception {
        try (Weir a = nodes.start("a");
                Weir b = nodes.start("b")) {
            Door one = Nodes.door(a);
            String secret = key(one, budget()).path("key").asString();
            Door other = Nodes.door(b).withKey(secret);
            one = one.withKey(secret);
            Tenants.awaitKnown(other);

            List<CompletableFuture<HttpResponse<byte[]>>> calls = calls(one, other, 1_000);
            for (int i = 0; i < 5; i++) {
                assertThat(amount(one, "settled").add(amount(one, "reserved"))).isLessThanOrEqualTo(BUDGET);
                assertThat(amount(other, "settled").add(amount(other, "reserved")))
                        .isLessThanOrEqualTo(BUDGET);
            }
            await(calls);
            spendTheRest(one, other);
        }
    }

    @Test
    void aNodeThatIsKilledHoldsWhatItMayHaveSpentUntilItIsBack() throws Exception {
        try (Weir a = nodes.start("a")) {
            Door one = Nodes.door(a);
            JsonNode made = key(one, budget());
            one = one.with(made);
            Path config = nodes.config("b");
            List<CompletableFuture<HttpResponse<byte[]>>> calls;
            try (WeirProcess b = WeirProcess.up(config)) {
                Door other = one.at(b.awaitReady());
                Tenants.awaitKnown(other);
                calls = calls(one, other, 300);
                Eventually.within(
                        Duration.ofSeconds(20),
                        "Some were served",
                        () -> simulator.served().size() > 10);
                b.kill();
            }
            await(calls);
            assertThat(amount(one, "settled").add(amount(one, "reserved"))).isLessThanOrEqualTo(BUDGET);
            try (WeirProcess b = WeirProcess.up(config)) {
                spendTheRest(one, one.at(b.awaitReady()));
            }
            assertThat(simulator.served().size())
                    .as("each of them cost something, and none was free")
                    .isPositive();
        }
    }

    @Test
    void whatOneNodeChangesSoonHoldsAtTheOther() throws Exception {
        try (Weir a = nodes.start("a");
                Weir b = nodes.start("b")) {
            Door one = Nodes.door(a);
            Door other = Nodes.door(b);
            assertThat(one.get("/api/nodes").json().path("data")).hasSize(2);
            JsonNode key = key(one, "{}");
            Door caller = other.with(key);
            Eventually.within(
                    Duration.ofSeconds(5),
                    "The key is known",
                    () -> caller.post(CHAT, body(false)).status() == 200);
            String limits = "/api/keys/" + key.path("id").asString() + "/limits";
            assertThat(one.send("PUT", limits, "{\"rpm\": 1}", Map.of()).status())
                    .isEqualTo(200);
            Eventually.within(
                    Duration.ofSeconds(5),
                    "The limit holds",
                    () -> caller.post(CHAT, body(false)).status() == 429);
            assertThat(one.send("PUT", "/api/limits/model/priced", "{\"rpm\": 1}", Map.of())
                            .status())
                    .isEqualTo(200);
            Eventually.within(
                    Duration.ofSeconds(5),
                    "It is listed",
                    () -> other.get("/api/limits").text().contains("\"model\""));
            assertThat(one.send("DELETE", "/api/keys/" + key.path("id").asString(), null, Map.of())
                            .status())
                    .isIn(200, 204);
            Eventually.within(
                    Duration.ofSeconds(5),
                    "It is revoked",
                    () -> caller.get("/api/me").status() == 401);
        }
    }
}
