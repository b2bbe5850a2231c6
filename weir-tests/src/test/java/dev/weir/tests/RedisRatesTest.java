package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two nodes that count requests and tokens together, in a real Redis. */
class RedisRatesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"sim/small\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";

    @TempDir
    static Path folder;

    private static Simulator simulator;
    private static TestRedis redis;
    private static Weir a;
    private static Weir b;

    @BeforeAll
    static void start() throws Exception {
        simulator = Simulator.start(SimulatorOptions.defaults().withScript(Script.saying(new Answer.Lorem(5))));
        redis = TestRedis.start();
        String yaml = TestPostgres.store(TestPostgres.database()) + redis.cache() + """
                knowledge: {docs: false}
                providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                """.formatted(simulator.baseUri());
        a = Servers.start(folder.resolve("a"), Map.of(), yaml);
        b = Servers.start(Servers.beside(folder.resolve("a"), folder.resolve("b")), Map.of(), yaml);
    }

    @AfterAll
    static void stop() throws IOException {
        b.close();
        a.close();
        redis.close();
        simulator.close();
    }

    private record Pair(Door one, Door other) {}

    private static Pair key(String limits) throws InterruptedException {
        Door admin = new Door(a.localUrl(), Servers.ADMIN_KEY);
        Door one = admin.with(Tenants.key(admin, limits));
        Door other = one.at(b.localUrl());
        Tenants.awaitKnown(other);
        return new Pair(one, other);
    }

    private static int passed(Pair pair, int count) throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Door door = i % 2 == 0 ? pair.one() : pair.other();
            calls.add(Door.client().sendAsync(door.request("POST", CHAT, BODY, Map.of()), BodyHandlers.ofByteArray()));
        }
        int passed = 0;
        for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
            int status = call.get(60, TimeUnit.SECONDS).statusCode();
            assertThat(status).isIn(200, 429);
            passed += status == 200 ? 1 : 0;
        }
        return passed;
    }

    @Test
    void requestsOfBothNodesAreCountedTogether() throws Exception {
        Pair pair = key("{\"rpm\": 100}");

        assertThat(passed(pair, 300)).isEqualTo(100);

        Door.Reply refused = pair.other().post(CHAT, BODY);
        assertThat(refused.header("x-ratelimit-limit-requests")).isEqualTo("100");
        assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(Long.parseLong(refused.header("retry-after"))).isBetween(1L, 61L);
        assertThat(refused.text()).contains("100 requests a minute (rpm)");
    }

    @Test
    void theTesterKnowsWhatBothNodesCounted() throws Exception {
        Pair pair = key("{\"rpm\": 5, \"tpm\": 100000}");
        assertThat(passed(pair, 4)).isEqualTo(4);

        for (Door door : List.of(pair.one(), pair.other(), pair.other())) {
            JsonNode rpm = tested(door).at("/limits/0");
            assertThat(rpm.path("limit").asString()).isEqualTo("rpm");
            assertThat(rpm.path("used").asLong()).isEqualTo(4);
            assertThat(rpm.path("passes").asBoolean()).isTrue();
        }
        assertThat(pair.other().post(CHAT, BODY).status()).isEqualTo(200);
        JsonNode full = tested(pair.one());
        assertThat(full.path("passes").asBoolean()).isFalse();
        assertThat(full.at("/limits/0/used").asLong()).isEqualTo(5);
        assertThat(full.at("/limits/0/retry_after").asLong()).isBetween(1L, 61L);
        assertThat(full.at("/limits/1/used").asLong()).as("tokens of both").isPositive();
        assertThat(pair.one().post(CHAT, BODY).status()).isEqualTo(429);
    }

    private static JsonNode tested(Door door) {
        Door.Reply reply = door.post(
                "/api/limits/test",
                "{\"key\": \"me\", \"model\": \"sim/gpt-4o-mini\", \"prompt\": \"Hello\", \"output_tokens\": 5}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    @Test
    void tokensAreTakenSettledAndCountedTogetherByTheMinuteAndTheDay() throws Exception {
        Pair pair = key("{\"tpm\": 1000, \"tokens_per_day\": 100000}");
        Door.Reply first = pair.one().post(CHAT, BODY);
        assertThat(first.status()).isEqualTo(200);
        long used = first.json().at("/usage/total_tokens").asLong();
        int passed = passed(pair, 200);

        assertThat(passed).isGreaterThan(10);
        assertThat((passed + 1) * used).isLessThanOrEqualTo(1000);
        String more = BODY.replace("\"max_tokens\": 5", "\"max_tokens\": 900");
        assertThat(pair.one().post(CHAT, more).text()).contains("1000 tokens a minute (tpm)");
    }

    @Test
    void withoutRedisEachNodeLetsItsShareThroughAtOnceAndThenTheyCountTogetherAgain() throws Exception {
        Pair pair = key("{\"rpm\": 10}");
        redis.stop();
        try {
            long start = System.nanoTime();
            assertThat(passed(pair, 60)).as("half of it each").isEqualTo(10);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            assertThat(pair.one().post(CHAT, BODY).status()).isEqualTo(429);
        } finally {
            redis.startAgain();
        }
        Pair any = key("{\"rpm\": 1000}");
        Eventually.within(
                Duration.ofSeconds(30), "Redis is used again", () -> isUsed(a, any.one()) && isUsed(b, any.other()));
        assertThat(passed(key("{\"rpm\": 7}"), 40)).isEqualTo(7);
    }

    private static boolean isUsed(Weir node, Door caller) {
        caller.post(CHAT, BODY);
        return new Door(node.localUrl(), Servers.ADMIN_KEY)
                .get("/metrics")
                .text()
                .contains("\nweir_limits_redis_up 1");
    }
}
