package dev.weir.tests;

import static dev.weir.tests.AuditedWeir.ask;
import static dev.weir.tests.AuditedWeir.got;
import static dev.weir.tests.AuditedWeir.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signed checkpoints are sent to every place that the configuration names. */
class CheckpointsTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private static final AtomicInteger refusing = new AtomicInteger(1);
    private static HttpServer hook;
    private static TestingWeir weir;

    @TempDir
    private static Path elsewhere;

    @BeforeAll
    static void start() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        hook.createContext("/checkpoints", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean refuses = refusing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!refuses) {
                told.add(JsonMapper.shared().readTree(body));
            }
            exchange.sendResponseHeaders(refuses ? 503 : 204, -1);
            exchange.close();
        });
        hook.start();
        Program.run(
                "git",
                "init",
                "--quiet",
                "--bare",
                elsewhere.resolve("remote.git").toString());
        Program.run(
                "git",
                "clone",
                "--quiet",
                elsewhere.resolve("remote.git").toString(),
                elsewhere.resolve("clone").toString());
        weir = TestingWeir.start("audit: {checkpoints: {every: 1h, file: '" + elsewhere.resolve("published")
                + "', webhook: 'http://127.0.0.1:" + hook.getAddress().getPort() + "/checkpoints', git: '"
                + elsewhere.resolve("clone") + "'}}\n");
    }

    @AfterAll
    static void stop() {
        weir.close();
        hook.stop(0);
    }

    @Test
    void checkpointsReachEveryPlaceAlsoAfterAFailure() throws Exception {
        Door door = Door.of(weir);
        ask(door);
        JsonNode checkpoint = signed(door);
        String note = checkpoint.path("checkpoint").asString();
        Eventually.within(
                SOON,
                "the webhook",
                () -> told.stream()
                        .anyMatch(each -> each.path("checkpoint").asString().equals(note)));
        Eventually.within(SOON, "all places", () -> {
            JsonNode places = got(door, "/api/audit/publications").path("data");
            return places.size() == 3
                    && places.valueStream()
                            .allMatch(place -> place.path("size").asLong()
                                            >= checkpoint.path("size").asLong()
                                    && place.path("failure").isNull());
        });
        assertThat(Files.readString(elsewhere.resolve("published"))).contains(note);
        Program.Ran log =
                Program.run("git", "-C", elsewhere.resolve("remote.git").toString(), "log", "-p", "--all");
        assertThat(log.text())
                .contains("Weir <weir@localhost>")
                .contains("Checkpoint of ")
                .contains(note.lines().toList().get(2));
        Shell.Done done = Shell.beside(weir)
                .run(
                        "audit",
                        "verify",
                        "--checkpoints",
                        elsewhere.resolve("published").toString());
        assertThat(done.exit()).as(done.out()).isZero();
    }

    @Test
    void aPlaceThatDoesNotTakeThemIsShownWithItsReason(@TempDir Path scratch) throws Exception {
        try (TestingWeir other =
                TestingWeir.start("audit: {checkpoints: {every: 1h, git: '" + scratch.resolve("nowhere") + "'}}\n")) {
            Door of = Door.of(other);
            Eventually.within(
                    SOON,
                    "the failure",
                    () -> got(of, "/api/audit/publications")
                                    .at("/data/0/failure/tries")
                                    .asInt(0)
                            > 0);
            assertThat(got(of, "/api/audit/publications")
                            .at("/data/0/failure/why")
                            .asString())
                    .contains("is no directory");
        }
    }
}
