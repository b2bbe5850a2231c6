package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** More calls than there are places for: those that get one are served, the others are told when to come back. */
class OverloadTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]}";
    private static final int BOUND = 4;
    private static final Duration SERVICE = Duration.ofMillis(200);

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start(
                "server: {max_concurrent: " + BOUND + ", admission: {target: 100ms, interval: 400ms}}\n");
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static void answersAfter(Duration time) {
        weir.upstream(Script.saying(new Answer.Lorem(3)).withPace(new Pace(time, 1000, 0)));
    }

    private static CompletableFuture<HttpResponse<String>> ask(Map<String, String> headers) {
        return Door.client().sendAsync(door.request("POST", CHAT, BODY, headers), BodyHandlers.ofString());
    }

    private static JsonNode figures() {
        return door.get("/api/admission").json();
    }

    @Test
    void threeTimesTheLoadLeavesTheProviderBusyAndTheConsoleUsable() throws Exception {
        answersAfter(SERVICE);
        AtomicInteger sent = new AtomicInteger();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        int samples = 0;
        int full = 0;
        long start = System.nanoTime();
        long period = SERVICE.toNanos() / BOUND / 3;
        while (System.nanoTime() - start < 2_000_000_000L) {
            while (System.nanoTime() - start > sent.get() * period) {
                sent.incrementAndGet();
                all.add(ask(Map.of()));
            }
            assertThat(door.get("/console/login").status()).isEqualTo(200);
            int running = figures().path("running").asInt();
            assertThat(running).isLessThanOrEqualTo(BOUND);
            if (System.nanoTime() - start > 500_000_000L) {
                samples++;
                full += running == BOUND ? 1 : 0;
            }
            Thread.sleep(10);
        }
        int served = 0;
        for (CompletableFuture<HttpResponse<String>> call : all) {
            HttpResponse<String> response = call.get();
            if (response.statusCode() == 200) {
                served++;
            } else {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValueAsLong("retry-after").orElse(0))
                        .isBetween(1L, 2L);
                assertThat(response.body()).contains("\"overloaded\"", "server.max_concurrent");
            }
        }
        assertThat(full).as("samples with every place taken, of " + samples).isGreaterThan(samples * 7 / 10);
        assertThat(served).isPositive().isLessThan(all.size());
        assertThat(door.get("/metrics").text())
                .contains("weir_admission_shed_total{priority=\"normal\",reason=\"process\"}")
                .contains("weir_admission_wait_seconds_count{priority=\"normal\"}");
        Eventually.within(
                Duration.ofSeconds(2),
                "an empty house",
                () -> figures().path("running").asInt() == 0);
    }

    @Test
    void aKeysBoundIsToldAsARateLimitInTheCallersDialect() throws Exception {
        Door.Reply made = door.post(
                "/api/projects", "{\"name\": \"p" + System.nanoTime() + "\", \"limits\": {\"concurrency\": 1}}");
        String project = made.json().path("id").asString();
        answersAfter(Duration.ofMillis(2_000));
        CompletableFuture<HttpResponse<String>> first = ask(Map.of("x-weir-project", project));
        Eventually.within(
                Duration.ofSeconds(5),
                "its first call",
                () -> figures().path("running").asInt() == 1);

        Door.Reply second = door.send(
                "POST",
                "/v1/messages",
                "{\"model\": \"sim/gpt-4o-mini\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\","
                        + " \"content\": \"Hi\"}]}",
                Map.of("x-weir-project", project));

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.header("retry-after")).isEqualTo("1");
        assertThat(second.json().at("/type").asString()).isEqualTo("error");
        assertThat(second.json().at("/error/type").asString()).isEqualTo("rate_limit_error");
        assertThat(second.json().at("/error/message").asString()).contains("project has 1 calls in progress");
        assertThat(first.get().statusCode()).isEqualTo(200);
    }
}
