package dev.weir.tests;

import static dev.weir.tests.Tenants.key;
import static dev.weir.tests.Tenants.limit;
import static dev.weir.tests.Tenants.name;
import static dev.weir.tests.Tenants.project;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.Trigger;
import dev.weir.testkit.TestingWeir;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What may be spent, through the front door. */
class BudgetsTest {
    private static final String CHAT = "/v1/chat/completions";

    private static TestingWeir weir;
    private static Door door;

    /** A token of {@code priced} costs a cent, in or out. */
    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  priced: {deployments: [{provider: sim, model: cent}]}
                  hedged:
                    deployments: [{provider: sim, model: cent}, {provider: sim, model: other-cent}]
                    hedge: {after: 30ms}
                  stubborn:
                    deployments: [{provider: sim, model: cent}, {provider: sim, model: other-cent}]
                    retries: {max: 2, backoff: 10ms}
                  unpriced: {deployments: [{provider: sim, model: nobody-knows}]}
                  foreign: {deployments: [{provider: sim, model: euro}]}
                prices:
                  cent: {input: 0.01, output: 0.01, per: 1, currency: USD}
                  other-cent: {input: 0.01, output: 0.01, per: 1, currency: USD}
                  euro: {input: 0.01, output: 0.01, per: 1, currency: EUR}
                budgets: {output_tokens: 7}
                """, SimulatorOptions.defaults().withKeepBodies(true));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void quickProvider() {
        weir.simulator().clear();
        weir.upstream(Script.saying(new Answer.Lorem(5)));
    }

    private static String budget(String amount, String period) {
        return "{\"budget\": {\"amount\": \"" + amount + "\", \"currency\": \"USD\", \"period\": \"" + period + "\"}}";
    }

    private static String body(String model, int most, String more) {
        return "{\"model\": \"" + model + "\", \"max_tokens\": " + most
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]" + more + "}";
    }

    private static JsonNode standing(Door as) {
        JsonNode lines = as.get("/api/budgets/me").json().path("data");
        return lines.path(lines.size() - 1);
    }

    private static BigDecimal settled(Door as) {
        return new BigDecimal(standing(as).path("settled").asString());
    }

    private static BigDecimal reserved(Door as) {
        return new BigDecimal(standing(as).path("reserved").asString());
    }

    @Test
    void whatACallMayCostIsSetAsideAndWhatItCostIsSettled() {
        Door key = door.with(key(door, budget("3.00", "day")));

        Door.Reply first = key.post(CHAT, body("priced", 50, ""));
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        BigDecimal spent = settled(key);
        assertThat(spent).isBetween(new BigDecimal("0.05"), new BigDecimal("0.50"));
        assertThat(reserved(key)).isEqualByComparingTo("0");
        assertThat(standing(key).path("scope").asString()).isEqualTo("key");
        assertThat(standing(key).path("resets_at").asString()).endsWith("T00:00:00Z");

        Door.Reply refused = key.post(CHAT, body("priced", 500, ""));
        assertThat(refused.status()).as(refused.text()).isEqualTo(429);
        JsonNode error = refused.json().path("error");
        assertThat(error.path("type").asString()).isEqualTo("insufficient_quota");
        assertThat(error.path("code").asString()).isEqualTo("insufficient_quota");
        assertThat(error.path("message").asString()).contains("key '", "3.000000 USD a day", "full again");
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(settled(key)).as("a refused call consumes nothing").isEqualByComparingTo(spent);
        assertThat(reserved(key)).isEqualByComparingTo("0");
        assertThat(weir.simulator().served()).hasSize(1);
    }

    @Test
    void anthropicsCallersAreToldInTheirWords() {
        Door key = door.with(key(door, budget("0.00", "total")));

        Door.Reply refused = key.post("/v1/messages", body("priced", 5, ""));

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.json().at("/error/type").asString()).isEqualTo("billing_error");
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void aCallThatThereWasNoMoneyForMayBeMadeAgainUnderItsIdempotencyKey() {
        JsonNode made = key(door, budget("0.00", "total"));
        Door key = door.with(made);
        Map<String, String> headers = Map.of("idempotency-key", name());
        assertThat(key.send("POST", "/v1/messages", body("priced", 5, ""), headers)
                        .status())
                .isEqualTo(402);

        String limits = "/api/keys/" + made.path("id").asString() + "/limits";
        assertThat(door.send("PUT", limits, budget("50.00", "total"), Map.of()).status())
                .isEqualTo(200);

        Door.Reply paid = key.send("POST", "/v1/messages", body("priced", 5, ""), headers);
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        Door.Reply again = key.send("POST", "/v1/messages", body("priced", 5, ""), headers);
        assertThat(again.text()).isEqualTo(paid.text());
        assertThat(weir.simulator().served()).as("paid for once").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unpriced | sim/nobody-knows has no price
            foreign  | is in EUR, and the budget of key
            """)
    void whatCannotBeCountedIsNotSpent(String model, String said) {
        Door key = door.with(key(door, budget("100.00", "month")));

        Door.Reply refused = key.post(CHAT, body(model, 5, ""));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains(said, "weir prices set");
        assertThat(weir.simulator().served()).isEmpty();
        assertThat(door.post(CHAT, body(model, 5, "")).status())
                .as("without a budget it may be asked")
                .isEqualTo(200);
    }

    @Test
    void aCallWithoutABoundGetsOneAndItsProviderIsTold() {
        Door key = door.with(key(door, budget("100.00", "day")));

        key.post(CHAT, "{\"model\": \"priced\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}");
        door.post(CHAT, "{\"model\": \"priced\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}");

        List<String> bodies =
                weir.simulator().served().stream().map(served -> served.body()).toList();
        assertThat(bodies.getFirst()).containsPattern("\"max_(completion_)?tokens\": ?7");
        assertThat(bodies.getLast()).doesNotContain("max_");
    }

    @Test
    void everyScopeHoldsAndTheTightestIsNamed() {
        Door admin = project(door);
        limit(admin, "tag", "team=a", budget("0.20", "total"));
        limit(admin, "user", "*", budget("3.00", "total"));
        limit(admin, "model", "hedged", budget("0.00", "total"));

        assertThat(admin.post(CHAT, body("priced", 5, ", \"weir\": {\"tags\": {\"team\": \"a\"}}"))
                        .text())
                .contains("tag 'team=a'");
        assertThat(admin.post(CHAT, body("hedged", 5, "")).text()).contains("model 'hedged'");
        assertThat(admin.post(CHAT, body("priced", 20, ", \"user\": \"ada\"")).status())
                .isEqualTo(200);
        assertThat(admin.post(CHAT, body("priced", 280, ", \"user\": \"ada\"")).text())
                .contains("user 'ada'");
        assertThat(admin.post(CHAT, body("priced", 5, "")).status()).isEqualTo(200);
    }

    @Test
    void whatWasSpentIsKnownAfterARestartAndToABudgetThatComesLater() {
        JsonNode made = key(door, "{}");
        Door key = door.with(made);
        assertThat(key.post(CHAT, body("priced", 20, "")).status()).isEqualTo(200);
        String id = made.path("id").asString();
        Door.Reply limited = door.send("PUT", "/api/keys/" + id + "/limits", budget("1.00", "month"), Map.of());
        assertThat(limited.status()).as(limited.text()).isEqualTo(200);
        BigDecimal spent = settled(key);
        assertThat(spent).isPositive();

        weir.restart();
        door = Door.of(weir);
        Door again = door.with(made);
        assertThat(settled(again)).isEqualByComparingTo(spent);
        assertThat(reserved(again)).isEqualByComparingTo("0");
    }

    /** Aborts, hedges, retries and failures of the provider, far more than the budget can pay. */
    @Test
    void manyAtOncePassNoBudget() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(5))
                .withPace(new Pace(Duration.ofMillis(20), 500, 0.5))
                .withFault(new FaultRule(new Fault.Status(500, Map.of(), ""), new Trigger.Chance(0.1))));
        JsonNode made = key(door, budget("5.00", "total"));
        Door key = door.with(made);
        List<CompletableFuture<HttpResponse<byte[]>>> calls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String model = List.of("priced", "hedged", "stubborn").get(i % 3);
            var call = Door.client()
                    .sendAsync(
                            key.request("POST", CHAT, body(model, 5, i % 2 == 0 ? ", \"stream\": true" : ""), Map.of()),
                            BodyHandlers.ofByteArray());
            if (i % 5 == 0) {
                CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextInt(60), TimeUnit.MILLISECONDS)
                        .execute(() -> call.cancel(true));
            }
            calls.add(call);
        }
        AtomicInteger answered = new AtomicInteger();
        for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
            call.handle((response, failure) ->
                            failure == null && response.statusCode() == 200 ? answered.incrementAndGet() : 0)
                    .get(60, TimeUnit.SECONDS);
            assertThat(settled(key).add(reserved(key))).isLessThanOrEqualTo(new BigDecimal("5.00"));
        }
        Eventually.within(
                Duration.ofSeconds(20),
                "Nothing is set aside any more",
                () -> reserved(key).signum() == 0);
        BigDecimal spent = settled(key);
        assertThat(answered.get()).isPositive();
        assertThat(spent).isBetween(new BigDecimal("0.50"), new BigDecimal("5.00"));

        weir.restart();
        door = Door.of(weir);
        assertThat(settled(door.with(made)))
                .as("the ledger adds up to what the budget was told")
                .isEqualByComparingTo(spent);
    }

    @Test
    void othersDoNotSeeHowAKeysBudgetsStand() {
        JsonNode made = key(door, budget("5.00", "total"));
        JsonNode developer = key(door, "{}");
        assertThat(door.get("/api/budgets/" + made.path("id").asString())
                        .json()
                        .at("/data/0/limit")
                        .asString())
                .isEqualTo("5.000000");
        assertThat(door.with(developer)
                        .get("/api/budgets/" + made.path("id").asString())
                        .status())
                .isIn(403, 404);
        assertThat(door.get("/api/budgets/key_nobody").status()).isEqualTo(404);
        assertThat(door.get("/api/budgets/nonsense").status()).isEqualTo(404);
    }
}
