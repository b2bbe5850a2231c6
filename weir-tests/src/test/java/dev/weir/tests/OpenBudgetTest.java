package dev.weir.tests;

import static dev.weir.tests.Tenants.limit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A killed process has not spent less than it may have: also of the budgets of users and tags. */
class OpenBudgetTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BUDGET =
            "{\"budget\": {\"amount\": \"100\", \"currency\": \"USD\", \"period\": \"month\"}}";

    @TempDir
    Path folder;

    @Test
    void whatAKillLeftOpenCountsForTheUserAndTheTag() throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
            Path config = ChildConfig.write(
                    folder, simulator, "prices: {cent: {input: 0.01, output: 0.01, per: 1, currency: USD}}");
            BigDecimal reserved;
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door door = weir.admin();
                limit(door, "user", "ann", BUDGET);
                limit(door, "tag", "team=search", BUDGET);
                simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(2))));
                Thread.ofVirtual().start(() -> leftAlone(door));
                Eventually.within(
                        SOON, "the provider's turn", () -> simulator.served().size() == 1);
                reserved = amount(door, "user", "reserved");
                assertThat(reserved).isPositive();
                weir.kill();
            }
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door door = weir.admin();
                for (String scope : new String[] {"user", "tag"}) {
                    assertThat(amount(door, scope, "used")).as(scope).isEqualByComparingTo(reserved);
                    assertThat(amount(door, scope, "reserved")).as(scope).isZero();
                }
                weir.kill();
            }
        }
    }

    private static BigDecimal amount(Door door, String scope, String what) {
        JsonNode lines = door.get("/api/keys/me/limits?user=ann&tag=team%3Dsearch")
                .json()
                .path("data");
        return StreamSupport.stream(lines.spliterator(), false)
                .filter(line -> line.path("scope").asString().equals(scope))
                .map(line -> new BigDecimal(line.path(what).asString()))
                .findFirst()
                .orElseThrow();
    }

    private static void leftAlone(Door door) {
        try {
            door.send("POST", "/v1/chat/completions", """
                    {"model": "sim/cent", "max_tokens": 30, "user": "ann", "weir": {"tags": {"team": "search"}},
                     "messages": [{"role": "user", "content": "Hello?"}]}""", Map.of());
        } catch (UncheckedIOException e) {
            // That is how a caller learns of a kill.
        }
    }
}
