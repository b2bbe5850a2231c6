package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two nodes that share a database and a Redis, of which one is killed: the minute is one for both, as the provider sees. */
class TwoNodesRatesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final int LIMIT = 40;
    private static final int FIRST = 12;
    private static final Script SHORT = Script.saying(new Answer.Lorem(5));
    /** A call lasts two seconds and a half. */
    private static final Script LONG = SHORT.withPace(new Pace(Duration.ZERO, 2, 0));

    @TempDir
    Path folder;

    @Test
    void noMinuteHasMoreRequestsThanTheLimitThoughOneIsKilledInMidLoad() throws Exception {
        try (TestRedis redis = TestRedis.start();
                Simulator simulator =
                        Simulator.start(SimulatorOptions.defaults().withScript(LONG))) {
            Nodes nodes = new Nodes(
                    folder,
                    TestPostgres.store(TestPostgres.database()) + redis.cache() + """
                    knowledge: {docs: false}
                    providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                    """.formatted(simulator.baseUri()));
            try (Weir a = nodes.start("a")) {
                Door admin = Nodes.door(a);
                JsonNode key = Tenants.key(admin, "{\"rpm\": " + LIMIT + "}");
                Door one = admin.with(key);
                Path config = nodes.config("b");

                List<CompletableFuture<HttpResponse<byte[]>>> survivors;
                try (WeirProcess b = WeirProcess.up(config)) {
                    Door other = one.at(b.awaitReady());
                    Tenants.awaitKnown(other);
                    survivors = new ArrayList<>(ask(one, "one", FIRST));
                    List<CompletableFuture<HttpResponse<byte[]>>> broken = ask(other, "other", FIRST);
                    Eventually.within(
                            Duration.ofSeconds(20),
                            "The provider has seen calls of the node that is killed",
                            () -> seen(simulator, "other") >= FIRST / 2);
                    b.kill();
                    assertThat(broken.stream().filter(TwoNodesRatesTest::isBroken))
                            .as("it was killed in the middle of calls")
                            .isNotEmpty();
                }
                simulator.script(SHORT);
                survivors.addAll(ask(one, "one", LIMIT));
                try (WeirProcess b = WeirProcess.up(config)) {
                    Door other = one.at(b.awaitReady());
                    Tenants.awaitKnown(other);
                    survivors.addAll(ask(one, "one", FIRST));
                    List<CompletableFuture<HttpResponse<byte[]>>> late = ask(other, "other", FIRST);
                    assertThat(passed(survivors)).isEqualTo(seen(simulator, "one"));
                    int passedLate = passed(late);

                    List<Served> served = simulator.served();
                    assertThat(ServedMinutes.most(served)).isLessThanOrEqualTo(LIMIT);
                    assertThat(served)
                            .as("but for calls that were broken off before they were sent, the limit is used")
                            .hasSizeGreaterThanOrEqualTo(LIMIT - FIRST);
                    if (Duration.between(served.getFirst().time(), Instant.now())
                                    .toSeconds()
                            < 60) {
                        assertThat(passedLate)
                                .as("the minute goes on at the node that is back")
                                .isZero();
                    }
                }
            }
        }
    }

    private static List<CompletableFuture<HttpResponse<byte[]>>> ask(Door caller, String model, int calls) {
        String body = "{\"model\": \"sim/" + model
                + "\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";
        return caller.postAtOnce(CHAT, body, calls);
    }

    private static boolean isBroken(CompletableFuture<HttpResponse<byte[]>> call) {
        return call.handle((response, failure) -> failure != null)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static int passed(List<CompletableFuture<HttpResponse<byte[]>>> calls) throws Exception {
        int passed = 0;
        for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
            int status = call.get(30, TimeUnit.SECONDS).statusCode();
            assertThat(status).isIn(200, 429);
            passed += status == 200 ? 1 : 0;
        }
        return passed;
    }

    private static int seen(Simulator simulator, String model) {
        return (int) simulator.served().stream()
                .filter(each -> each.model().equals(model))
                .count();
    }
}
