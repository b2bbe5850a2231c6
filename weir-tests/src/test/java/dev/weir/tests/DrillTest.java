package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Scenario;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fault drill on a healthy provider: its key meets the fault, nobody else does, and nothing stays behind. */
class DrillTest {
    private static final Set<Scenario> REFUSED = Set.of(Scenario.CONTENT_FILTER);
    private static TestingWeir weir;
    private static Shell shell;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                models:
                  small:
                    deployments:
                      - {provider: sim, model: one, context: 8192}
                      - {provider: sim, model: two, context: 128000}
                    breaker: {failures: 2}
                    retries: {max: 1, backoff: 50ms}
                  alone: {deployments: [{provider: sim, model: one}]}
                  warm:
                    deployments: [{provider: sim, model: one}, {provider: sim, model: two}]
                    retries: {max: 0}
                    cache: {mode: on, ttl: 1h, failures: 1h}
                prices: {one: {input: 1, output: 1}, two: {input: 1, output: 1}}
                """);
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void aHealthyProvider() {
        weir.upstream(Script.saying(new Answer.Lorem(60)));
        weir.simulator().clear();
    }

    private static JsonNode drill(String... more) {
        List<String> arguments = new ArrayList<>(List.of("drill", "--json", "--patience", "300"));
        arguments.addAll(List.of(more));
        Shell.Done done = shell.run(arguments.toArray(String[]::new));
        assertThat(done.exit()).as(done.out() + done.err()).isZero();
        return JsonMapper.shared().readTree(done.out());
    }

    @ParameterizedTest
    @EnumSource(value = Scenario.class, mode = EnumSource.Mode.EXCLUDE, names = "FLAPPING")
    void everyFaultIsMetAndSurvived(Scenario scenario) {
        boolean breaksOff =
                Set.of(Scenario.CUT, Scenario.STALLED, Scenario.MALFORMED).contains(scenario);
        for (String stream : breaksOff ? List.of("--seconds=60", "--no-stream") : List.of("--seconds=60")) {
            JsonNode report = drill("--fault", scenario.wireName(), "--model", "small", "--calls", "1", stream);

            JsonNode call = report.path("calls").path(0);
            JsonNode last = call.path("attempts").path(call.path("attempts").size() - 1);
            assertThat(report.path("right").asBoolean()).isTrue();
            if (REFUSED.contains(scenario)) {
                assertThat(call.path("error").asString()).isEqualTo("content_filter");
            } else if (scenario == Scenario.NO_DONE) {
                assertThat(last.path("deployment").asString()).isEqualTo("sim/one");
                assertThat(call.path("finish_reason").asString()).isEqualTo("stop");
            } else if (Set.of(Scenario.ERROR_ONCE, Scenario.RATE_LIMITED_ONCE).contains(scenario)) {
                assertThat(call.path("finish_reason").asString()).isEqualTo("stop");
                assertThat(call.path("attempts").size()).isEqualTo(2);
            } else {
                assertThat(call.path("attempts").path(0).path("error").asString(""))
                        .isNotEmpty();
                assertThat(last.path("deployment").asString()).isEqualTo("sim/two");
            }
        }
    }

    @Test
    void aDeploymentThatFlapsIsSurvived() {
        assertThat(drill("--fault", "flapping", "--model", "small", "--calls", "1")
                        .path("right")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whatIsShownNamesAttemptsAndVerdict() {
        Shell.Done done = shell.run("drill", "--fault", "unavailable", "--calls", "2");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("'unavailable' strikes sim/one, the first of 2 deployments of 'small'")
                .contains("call 1", "call 2", "sim/one provider_unavailable", "sim/two answered", "trace ex_")
                .contains("a whole answer, in the end from sim/two", "Verdict: every caller");
    }

    @Test
    void nobodyElseIsTouchedAndNothingStaysBehind() {
        drill("--fault", "unavailable", "--model", "small", "--calls", "4");
        assertThat(weir.simulator().served())
                .extracting(Served::model)
                .containsOnly("two")
                .hasSize(4);
        weir.simulator().clear();

        Door door = new Door(weir.url(), weir.adminKey());
        assertThat(door.post(
                                "/v1/chat/completions",
                                "{\"model\": \"small\", \"messages\": [{\"role\": \"user\"," + " \"content\": \"x\"}]}")
                        .status())
                .isEqualTo(200);
        assertThat(weir.simulator().served()).extracting(Served::model).containsExactly("one");
        assertThat(door.get("/api/deployments").text()).contains("\"closed\"").doesNotContain("open\"");
        assertThat(door.get("/api/drills").json().path("data").size()).isZero();
        assertThat(shell.run("keys", "list").out()).doesNotContain("drill unavailable");
    }

    @Test
    void aKeyOfYourOwnMeetsTheFaultWhileTheDrillIsOn() {
        Door admin = new Door(weir.url(), weir.adminKey());
        JsonNode key = admin.post("/api/keys", "{\"name\": \"app\", \"role\": \"developer\"}")
                .json();
        Door app = new Door(weir.url(), key.path("key").asString());
        String chat = "{\"model\": \"alone\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}";
        JsonNode drill = admin.post(
                        "/api/drills",
                        "{\"fault\": \"context-length\", \"model\": \"alone\", \"key\": \""
                                + key.path("id").asString() + "\"}")
                .json();

        assertThat(app.post("/v1/chat/completions", chat).text()).contains("context_length_exceeded");
        assertThat(admin.post("/v1/chat/completions", chat).status()).isEqualTo(200);
        JsonNode ended = admin.send("DELETE", "/api/drills/" + drill.path("id").asString(), null, Map.of())
                .json();
        assertThat(ended.path("struck").asInt()).isEqualTo(1);
        assertThat(app.post("/v1/chat/completions", chat).status()).isEqualTo(200);
    }

    @Test
    void whatIsInTheCacheIsNotAskedAndNothingIsPutThere() {
        Door admin = new Door(weir.url(), weir.adminKey());
        JsonNode key = admin.post("/api/keys", "{\"name\": \"app\", \"role\": \"developer\"}")
                .json();
        Door app = new Door(weir.url(), key.path("key").asString());
        assertThat(app.post("/v1/chat/completions", remembered("kept")).header("x-weir-cache"))
                .isEqualTo("miss");
        assertThat(app.post("/v1/chat/completions", remembered("kept")).header("x-weir-cache"))
                .isEqualTo("hit");
        weir.simulator().clear();

        String drill = admin.post(
                        "/api/drills",
                        "{\"fault\": \"unavailable\", \"model\": \"warm\", \"key\": \""
                                + key.path("id").asString() + "\"}")
                .json()
                .path("id")
                .asString();
        Door.Reply first = app.post("/v1/chat/completions", remembered("kept"));
        Door.Reply second = app.post("/v1/chat/completions", remembered("new"));
        Door.Reply refreshed = app.post(
                "/v1/chat/completions",
                remembered("kept").replace("{\"model\"", "{\"weir\": {\"cache\": \"refresh\"}, \"model\""));
        admin.send("DELETE", "/api/drills/" + drill, null, Map.of());

        assertThat(List.of(first, second, refreshed))
                .allSatisfy(reply -> assertThat(reply.header("x-weir-cache")).isEmpty())
                .allSatisfy(reply ->
                        assertThat(reply.json().path("model").asString()).isEqualTo("two"));
        assertThat(weir.simulator().served()).extracting(Served::model).containsExactly("two", "two", "two");
        Door.Reply old = app.post("/v1/chat/completions", remembered("kept"));
        Door.Reply fresh = app.post("/v1/chat/completions", remembered("new"));
        assertThat(old.header("x-weir-cache")).isEqualTo("hit");
        assertThat(old.json().path("model").asString()).isEqualTo("one");
        assertThat(fresh.header("x-weir-cache")).isEqualTo("miss");
    }

    @Test
    void theSameCallsInFlightAreNotOneCall() throws Exception {
        Door admin = new Door(weir.url(), weir.adminKey());
        JsonNode key = admin.post("/api/keys", "{\"name\": \"app\", \"role\": \"developer\"}")
                .json();
        Door app = new Door(weir.url(), key.path("key").asString());
        weir.upstream(Script.saying(new Answer.Lorem(5)).withPace(new Pace(Duration.ofMillis(200), 1000, 0)));
        admin.post(
                "/api/drills",
                "{\"fault\": \"unavailable\", \"model\": \"warm\", \"key\": \""
                        + key.path("id").asString() + "\"}");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Door.Reply> call = () -> app.post("/v1/chat/completions", remembered("together"));
            for (Future<Door.Reply> reply : threads.invokeAll(List.of(call, call, call))) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        }

        assertThat(weir.simulator().served()).extracting(Served::model).containsExactly("two", "two", "two");
    }

    private static String remembered(String text) {
        return "{\"model\": \"warm\", \"temperature\": 0, \"messages\": [{\"role\": \"user\", \"content\": \"" + text
                + "\"}]}";
    }

    @Test
    void wrongDrillsSayWhatWouldBeRight() {
        assertThat(shell.run("drill").exit()).isEqualTo(2);
        assertThat(shell.run("drill", "--fault", "flood").err()).contains("flood", "rate-limited-once");
        assertThat(shell.run("drill", "--fault", "cut", "--model", "none").err())
                .contains("no model 'none'");
        assertThat(shell.run("drill", "--fault", "cut", "--model", "weir/extractive")
                        .err())
                .contains("no connection to break");
        assertThat(shell.run("drill", "--fault", "cut", "--seconds", "0").err()).contains("seconds", "900");
        String developer = shell.run("keys", "create", "d").out().strip();
        assertThat(shell.run("drill", "--fault", "cut", "--key", developer).exit())
                .isEqualTo(1);
    }
}
