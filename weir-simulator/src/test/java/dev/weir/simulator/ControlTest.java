package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class ControlTest {
    @Test
    void theLogIsListedFilteredCountedAndCleared() throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
                Caller caller = new Caller(simulator)) {
            caller.chatCompletion(Caller.chat("a", "x", ""));
            caller.chatCompletion(Caller.chat("b", "x", ""), "x-weir-exchange-id", "ex-2");
            caller.chatCompletion(Caller.chat("b", "x", ""), "x-sim-fault", "status=500");

            JsonNode second = Caller.JSON.readTree(
                    caller.get("/_served?since=1&model=b").body().split("\n")[0]);
            assertThat(second.at("/ordinal").asInt()).isEqualTo(2);
            assertThat(second.at("/outcome").asString()).isEqualTo("finished");
            assertThat(second.at("/x_weir_exchange_id").asString()).isEqualTo("ex-2");
            assertThat(caller.get("/_served").body().lines()).hasSize(3);
            assertThat(caller.get("/_served?since=" + Instant.now().plusSeconds(60))
                            .body())
                    .isEmpty();
            assertThat(caller.get("/_served?since=yesterday").body()).contains("give an ordinal");
            assertThat(count(caller, "?model=b")).isEqualTo(2);
            assertThat(caller.delete("/_served").statusCode()).isEqualTo(204);
            assertThat(count(caller, "")).isZero();

            caller.chatCompletion(Caller.chat("x"));
            assertThat(simulator.served().getFirst().ordinal()).isEqualTo(1);
        }
    }

    @Test
    void theDefaultsAreLoopbackAnyPortAndTwoHundredThousandLines() {
        SimulatorOptions defaults = SimulatorOptions.defaults();

        assertThat(defaults.host()).isEqualTo("127.0.0.1");
        assertThat(defaults.port()).isZero();
        assertThat(defaults.script()).isEqualTo(Script.DEFAULT);
        assertThat(defaults.logCapacity()).isEqualTo(200_000);
        assertThat(defaults.keepBodies()).isFalse();
        assertThatThrownBy(() -> defaults.withPort(70_000)).hasMessageContaining("a port from 1 to 65535");
    }

    @Test
    void theLogKeepsOnlyTheNewest() throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withLogCapacity(3));
                Caller caller = new Caller(simulator)) {
            for (int i = 0; i < 5; i++) {
                caller.chatCompletion(Caller.chat("x"));
            }
            assertThat(simulator.served()).extracting(Served::ordinal).containsExactly(3L, 4L, 5L);
        }
    }

    @Test
    void aScriptIsChangedWhileRunningAndABadOneChangesNothing() throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
                Caller caller = new Caller(simulator)) {
            assertThat(caller.put("/_script", "{\"default\": {\"answer\": \"New.\"}}")
                            .statusCode())
                    .isEqualTo(204);
            var refused = caller.put("/_script", "{\"faults\": [{\"kind\": \"status\", \"status\": 99}]}");

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Caller.JSON.readTree(refused.body()).at("/error/param").asString())
                    .isEqualTo("faults[0].status");
            assertThat(caller.answer(Caller.chat("x"))
                            .at("/choices/0/message/content")
                            .asString())
                    .isEqualTo("New.");
        }
    }

    @Test
    void aClosedSimulatorEndsOpenRequestsAsCut() throws Exception {
        Simulator simulator = Simulator.start(SimulatorOptions.defaults());
        try (Caller caller = new Caller(simulator)) {
            CompletableFuture<HttpResponse<String>> open = caller.client()
                    .sendAsync(
                            caller.post("chat/completions", Caller.chat("x"), "x-sim-delay", "1m"),
                            HttpResponse.BodyHandlers.ofString());
            Caller.eventually(Duration.ofSeconds(5), () -> !simulator.served().isEmpty());
            simulator.close();
            Caller.eventually(
                    Duration.ofSeconds(2), () -> simulator.served().getFirst().outcome() == Outcome.CUT);
            assertThat(open).failsWithin(Duration.ofSeconds(2));
        }
    }

    @Test
    void theCommandPrintsItsAddressAndRunsUntilInterrupted() throws Exception {
        StringWriter out = new StringWriter();
        AtomicInteger exit = new AtomicInteger(-1);
        Thread running = Thread.ofPlatform()
                .start(() -> exit.set(
                        command(out, new StringWriter()).execute("--port", "0", "--answer", "lorem:5", "--seed", "3")));
        Caller.eventually(Duration.ofSeconds(10), () -> out.toString().contains("\n"));
        running.interrupt();
        running.join();

        assertThat(out.toString()).contains("http://127.0.0.1:", "/v1", "curl").hasLineCount(1);
        assertThat(exit).hasValue(0);
    }

    @Test
    void aPortInUseIsOneClearLine() {
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
            StringWriter err = new StringWriter();
            int exit = command(new StringWriter(), err).execute("--port", Integer.toString(simulator.port()));

            assertThat(exit).isEqualTo(1);
            assertThat(err.toString())
                    .contains("cannot listen on 127.0.0.1:" + simulator.port(), "in use", "choose another port")
                    .hasLineCount(1);
        }
    }

    @Test
    void aMissingOrBadScriptFileIsOneClearLine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("script.json"), "{\"defualt\": {}}");
        StringWriter bad = new StringWriter();
        StringWriter missing = new StringWriter();

        assertThat(command(new StringWriter(), bad).execute("--port", "0", "--script", file.toString()))
                .isEqualTo(1);
        assertThat(command(new StringWriter(), missing).execute("--port", "0", "--script", file + ".none"))
                .isEqualTo(1);
        assertThat(bad.toString())
                .contains("defualt: there is no such field", "default")
                .hasLineCount(1);
        assertThat(missing.toString()).contains("there is no file").hasLineCount(1);
    }

    private static CommandLine command(StringWriter out, StringWriter err) {
        return new CommandLine(new SimulatorCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private static int count(Caller caller, String filter) throws Exception {
        return Caller.JSON
                .readTree(caller.get("/_served/count" + filter).body())
                .at("/count")
                .asInt();
    }
}
