package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Limits by the minute that are held through {@code kill -9}. */
class RateKillTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"sim/small\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";
    private static final int LIMIT = 60;
    private static final int FIRST = 25;

    @TempDir
    Path folder;

    @Test
    void noMinuteHasMoreRequestsThanTheLimitAlsoAcrossKills() throws Exception {
        Script slow = Script.saying(new Answer.Lorem(5)).withPace(new Pace(Duration.ofMillis(20), 100, 0.5));
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withScript(slow))) {
            Path config = ChildConfig.write(folder, simulator, "");
            JsonNode key;
            try (WeirProcess weir = WeirProcess.up(config)) {
                Door admin = weir.admin();
                key = Tenants.key(admin, "{\"rpm\": " + LIMIT + "}");
                admin.with(key).postAtOnce(CHAT, BODY, FIRST);
                Eventually.within(
                        Duration.ofSeconds(20),
                        "The provider has seen calls",
                        () -> simulator.served().size() >= 10);
                weir.kill();
            }
            for (int life = 0; life < 2; life++) {
                int before = simulator.served().size();
                try (WeirProcess weir = WeirProcess.up(config)) {
                    Door caller = weir.admin().with(key);
                    List<CompletableFuture<HttpResponse<byte[]>>> asked = caller.postAtOnce(CHAT, BODY, LIMIT);
                    int refused = 0;
                    for (CompletableFuture<HttpResponse<byte[]>> each : asked) {
                        int status = each.get(30, TimeUnit.SECONDS).statusCode();
                        assertThat(status).isIn(200, 429);
                        refused += status == 429 ? 1 : 0;
                    }
                    List<Served> served = simulator.served();
                    assertThat(ServedMinutes.most(served)).isLessThanOrEqualTo(LIMIT);
                    if (Duration.between(served.getFirst().time(), Instant.now())
                                    .toSeconds()
                            < 60) {
                        assertThat(refused).as("as many as were served before").isGreaterThanOrEqualTo(before);
                    }
                    weir.kill();
                }
            }
            assertThat(simulator.served())
                    .as("but for calls that the first kill broke off, the limit is used")
                    .hasSizeGreaterThanOrEqualTo(LIMIT - FIRST);
        }
    }
}
