package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A budget that is held through {@code kill -9}: what was set aside then is spent, and no more than the budget is. */
class BudgetKillTest {
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    Path folder;

    @Test
    void whatACrashLeftOpenIsSpent() throws Exception {
        Script slow = Script.saying(new Answer.Lorem(5)).withPace(new Pace(Duration.ofMillis(30), 20, 0.5));
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withScript(slow))) {
            Path config = ChildConfig.write(folder, simulator, """
                    models: {priced: {deployments: [{provider: sim, model: cent}]}}
                    prices: {cent: {input: 0.01, output: 0.01, per: 1, currency: USD}}
                    """);
            JsonNode key;
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door admin = weir.admin();
                key = Tenants.key(admin, """
                        {"budget": {"amount": "20.00", "currency": "USD", "period": "total"}}""");
                admin.with(key).postAtOnce(CHAT, body(5), 30);
                Eventually.within(
                        Duration.ofSeconds(20),
                        "Some calls are in progress",
                        () -> !simulator.served().isEmpty()
                                && reserved(admin, key).signum() > 0);
                weir.kill();
            }
            int asked = simulator.served().size();
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door admin = weir.admin();
                assertThat(reserved(admin, key)).as("nothing stays set aside").isEqualByComparingTo("0");
                assertThat(settled(admin, key))
                        .as("at least the prompt and an answer of each call that reached the provider")
                        .isBetween(new BigDecimal("0.05").multiply(BigDecimal.valueOf(asked)), new BigDecimal("20.00"));
                Door caller = admin.with(key);
                Eventually.within(
                        Duration.ofSeconds(60),
                        "The rest is spent, too",
                        () -> caller.post(CHAT, body(500)).status() == 429
                                && caller.post(CHAT, body(5)).status() == 429);
                assertThat(settled(admin, key)).isLessThanOrEqualTo(new BigDecimal("20.00"));
            }
        }
    }

    private static String body(int most) {
        return "{\"model\": \"priced\", \"max_tokens\": " + most
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";
    }

    private static JsonNode line(Door admin, JsonNode key) {
        return admin.get("/api/budgets/" + key.path("id").asString()).json().at("/data/0");
    }

    private static BigDecimal reserved(Door admin, JsonNode key) {
        return new BigDecimal(line(admin, key).path("reserved").asString());
    }

    private static BigDecimal settled(Door admin, JsonNode key) {
        return new BigDecimal(line(admin, key).path("settled").asString());
    }
}
