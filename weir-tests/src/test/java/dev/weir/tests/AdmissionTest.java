package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calls wait for a place, in order of their urgency, or are told when to come back; pages never wait. */
class AdmissionTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\"," + " \"content\": \"Hello?\"}]%s}";
    private static final int BOUND = 4;

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("server: {max_concurrent: " + BOUND + ", admission: {target: 20s, interval: 20s}}\n");
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    /** Whoever is asked now keeps silent; whoever is asked later answers at once. */
    @BeforeEach
    void silentProvider() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
    }

    private static CompletableFuture<HttpResponse<String>> ask(Door as, Map<String, String> headers, String more) {
        return Door.client()
                .sendAsync(as.request("POST", CHAT, BODY.formatted(more), headers), BodyHandlers.ofString());
    }

    private static CompletableFuture<HttpResponse<String>> ask(Map<String, String> headers) {
        return ask(door, headers, "");
    }

    private static List<CompletableFuture<HttpResponse<String>>> fill() throws InterruptedException {
        int before = weir.simulator().served().size();
        List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
        for (int i = 0; i < BOUND; i++) {
            running.add(ask(Map.of()));
        }
        Eventually.within(
                Duration.ofSeconds(10),
                BOUND + " calls in progress",
                () -> weir.simulator().served().size() == before + BOUND);
        return running;
    }

    private static JsonNode figures() {
        return door.get("/api/admission").json();
    }

    private static void awaitRunning(int count) throws InterruptedException {
        Eventually.within(
                Duration.ofSeconds(10),
                count + " running",
                () -> figures().path("running").asInt() == count);
    }

    private static void awaitWaiting(String priority, int count) throws InterruptedException {
        Eventually.within(
                Duration.ofSeconds(10),
                count + " waiting " + priority,
                () -> figures().at("/waiting/" + priority).asInt() == count);
    }

    @Test
    void urgentCallsGoBeforeBulkWork() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> running = fill();
        weir.upstream(Script.saying(new Answer.Lorem(3)));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < BOUND; i++) {
            waiting.add(ask(Map.of("x-weir-priority", "batch")).whenComplete((done, failed) -> order.add("batch")));
        }
        awaitWaiting("batch", BOUND);
        for (int i = 0; i < BOUND; i++) {
            waiting.add(ask(door, Map.of(), ", \"weir\": {\"priority\": \"interactive\"}")
                    .whenComplete((done, failed) -> order.add("interactive")));
        }
        awaitWaiting("interactive", BOUND);

        running.getFirst().cancel(true);

        for (CompletableFuture<HttpResponse<String>> call : waiting) {
            assertThat(call.get().statusCode()).isEqualTo(200);
        }
        assertThat(order.getFirst()).isEqualTo("interactive");
        assertThat(order.subList(BOUND + 1, 2 * BOUND)).containsOnly("batch");
        running.forEach(call -> call.cancel(true));
        awaitRunning(0);
    }

    @Test
    void aKeyMayHaveABoundAndAPriorityOfItsOwn() throws Exception {
        JsonNode key = door.post("/api/keys", """
                        {"name": "nightly", "limits": {"concurrency": 1, "priority": "batch", "max_priority": "normal"}}""").json();
        assertThat(key.at("/limits/concurrency").asInt()).isEqualTo(1);
        Door nightly = door.withKey(key.path("key").asString());

        CompletableFuture<HttpResponse<String>> first = ask(nightly, Map.of(), "");
        Eventually.within(
                Duration.ofSeconds(10),
                "its first call",
                () -> weir.simulator().served().size() == 1);
        weir.upstream(Script.saying(new Answer.Lorem(3)));
        CompletableFuture<HttpResponse<String>> second = ask(nightly, Map.of(), "");
        awaitWaiting("batch", 1);
        CompletableFuture<HttpResponse<String>> third = ask(nightly, Map.of("x-weir-priority", "interactive"), "");
        awaitWaiting("normal", 1);
        HttpResponse<String> hurried =
                ask(nightly, Map.of("x-weir-timeout", "100ms"), "").get();
        assertThat(hurried.statusCode()).isEqualTo(503);
        assertThat(hurried.body()).contains("deadline");
        assertThat(hurried.headers().firstValue("retry-after")).isPresent();
        assertThat(ask(Map.of()).get().statusCode()).isEqualTo(200);

        first.cancel(true);

        assertThat(third.get().statusCode()).isEqualTo(200);
        assertThat(second.get().statusCode()).isEqualTo(200);
        String exchange =
                second.get().headers().firstValue("x-weir-exchange-id").orElseThrow();
        Eventually.within(
                Duration.ofSeconds(10),
                "the trace",
                () -> door.get("/api/exchanges/" + exchange).text().contains("\"admission\""));
    }

    @Test
    void limitsCanBeChangedAndOutliveARestart() {
        String id = door.post("/api/keys", "{\"name\": \"changing\"}")
                .json()
                .path("id")
                .asString();
        JsonNode limited = door.send(
                        "PUT",
                        "/api/keys/" + id + "/limits",
                        "{\"concurrency\": 2, \"max_priority\": \"batch\"}",
                        Map.of())
                .json();
        assertThat(limited.at("/limits/concurrency").asInt()).isEqualTo(2);
        assertThat(limited.at("/limits/priority").isNull()).isTrue();
        door.post("/api/projects", "{\"name\": \"bounded\"}");
        door.send("PUT", "/api/projects/bounded/limits", "{\"concurrency\": 7}", Map.of());

        weir.restart();
        door = Door.of(weir);

        assertThat(door.get("/api/keys").text()).contains("\"concurrency\":2", "\"max_priority\":\"batch\"");
        assertThat(door.get("/api/projects").text()).contains("\"concurrency\":7");
    }

    @Test
    void whoeverLeavesTheQueueFreesItsPlaceInItAtOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> running = fill();
        List<CompletableFuture<HttpResponse<String>>> waiting = List.of(ask(Map.of()), ask(Map.of()));
        awaitWaiting("normal", 2);

        waiting.forEach(call -> call.cancel(true));

        awaitWaiting("normal", 0);
        assertThat(weir.simulator().served()).hasSize(BOUND);
        running.forEach(call -> call.cancel(true));
        awaitRunning(0);
    }

    @Test
    void aWrongPriorityOrDeadlineIsNamed() {
        assertThat(door.send("POST", CHAT, BODY.formatted(""), Map.of("x-weir-priority", "urgent"))
                        .json()
                        .at("/error/param")
                        .asString())
                .isEqualTo("x-weir-priority");
        assertThat(door.post(CHAT, BODY.formatted(", \"weir\": {\"priority\": \"urgent\"}"))
                        .json()
                        .at("/error/param")
                        .asString())
                .isEqualTo("weir.priority");
        assertThat(door.send("POST", CHAT, BODY.formatted(""), Map.of("x-weir-deadline", "2020-01-01T00:00:00Z"))
                        .text())
                .contains("is past");
        assertThat(door.send("POST", CHAT, BODY.formatted(""), Map.of("x-weir-timeout", "soon"))
                        .status())
                .isEqualTo(400);
        Door.Reply wrong = door.post("/api/keys", "{\"name\": \"k\", \"limits\": {\"concurrency\": 0}}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().at("/error/field").asString()).isEqualTo("limits.concurrency");
    }
}
