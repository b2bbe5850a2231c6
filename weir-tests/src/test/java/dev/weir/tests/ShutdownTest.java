package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What Weir does with more work than it may take on, and with work in progress when it ends. */
class ShutdownTest {
    private static final String STREAM =
            "{\"model\": \"sim/m\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

    private static Script lasting(int tokens, double perSecond) {
        return Script.saying(new Answer.Lorem(tokens)).withPace(new Pace(Duration.ZERO, perSecond, 0));
    }

    private static CompletableFuture<HttpResponse<String>> ask(TestingWeir weir) {
        return Door.client()
                .sendAsync(
                        Door.of(weir).request("POST", "/v1/chat/completions", STREAM, Map.of()),
                        BodyHandlers.ofString());
    }

    private static void awaitCalls(TestingWeir weir, int count) throws InterruptedException {
        Eventually.within(
                Duration.ofSeconds(20),
                count + " calls at the provider",
                () -> weir.simulator().served().size() == count);
    }

    @Test
    void oneCallMoreThanTheBoundIsTurnedAwayWhenItHasWaited() throws Exception {
        try (TestingWeir weir =
                TestingWeir.start("server: {max_concurrent: 2, admission: {target: 50ms, interval: 100ms}}\n")) {
            weir.upstream(lasting(60, 40));
            List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>(List.of(ask(weir), ask(weir)));
            awaitCalls(weir, 2);

            Door.Reply third = Door.of(weir).post("/v1/chat/completions", STREAM);

            assertThat(third.status()).isEqualTo(503);
            assertThat(third.header("retry-after")).isEqualTo("1");
            assertThat(third.json().at("/error/code").asString()).isEqualTo("overloaded");
            assertThat(third.json().at("/error/message").asString()).contains("server.max_concurrent");
            for (CompletableFuture<HttpResponse<String>> call : running) {
                assertThat(call.get().body()).endsWith("data: [DONE]\n\n");
            }
            assertThat(Door.of(weir).get("/api/me").status()).isEqualTo(200);
        }
    }

    @Test
    void aStreamInProgressFinishesWithinTheGraceAndNewRequestsAreTurnedAway() throws Exception {
        try (TestingWeir weir = TestingWeir.start("server: {shutdown_grace: 20s}\n")) {
            Door door = Door.of(weir);
            weir.upstream(lasting(60, 40));
            CompletableFuture<HttpResponse<String>> running = ask(weir);
            awaitCalls(weir, 1);

            Thread stopping = Thread.ofVirtual().start(weir.weir()::close);
            Eventually.within(
                    Duration.ofSeconds(5),
                    "the refusal of new requests",
                    () -> door.get("/healthz").status() == 503);
            Door.Reply late = door.post("/v1/chat/completions", STREAM);
            assertThat(late.json().at("/error/code").asString()).isEqualTo("shutting_down");
            assertThat(late.header("retry-after")).isEqualTo("1");

            assertThat(running.get().body()).endsWith("data: [DONE]\n\n");
            stopping.join();
            weir.restart();
            assertThat(status(weir)).isEqualTo("ok");
        }
    }

    @Test
    void aStreamThatOutlastsTheGraceIsCutAndSettled() throws Exception {
        try (TestingWeir weir = TestingWeir.start("server: {shutdown_grace: 200ms}\n")) {
            weir.upstream(lasting(5_000, 40));
            try (BufferedReader stream = new BufferedReader(new InputStreamReader(
                    Door.of(weir).open("/v1/chat/completions", STREAM, Map.of()).body(), StandardCharsets.UTF_8))) {
                assertThat(stream.readLine()).startsWith("data: {");

                weir.restart();

                assertThat(rest(stream)).doesNotContain("data: [DONE]");
            }
            assertThat(status(weir)).isEqualTo("cancelled");
        }
    }

    /** What still comes, to the end or until it breaks off. */
    private static List<String> rest(BufferedReader stream) {
        List<String> lines = new ArrayList<>();
        try {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                lines.add(line);
            }
        } catch (IOException cut) {
            lines.add("(" + cut.getMessage() + ")");
        }
        return lines;
    }

    private static String status(TestingWeir weir) {
        String id = String.valueOf(weir.simulator().served().getFirst().exchangeId());
        return Door.of(weir).get("/api/exchanges/" + id).json().path("status").asString();
    }
}
