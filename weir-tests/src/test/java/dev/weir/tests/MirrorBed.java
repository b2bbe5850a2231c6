package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A mirror between callers and another gateway, which is a simulator; Weir runs beside it. */
final class MirrorBed implements BeforeEachCallback, AfterAllCallback {
    static final String THEIR_KEY = "sk-key-of-their-caller";
    static final String SECRET = "the words that nobody may print";

    private final TestingWeir weir = TestingWeir.start("""
              claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: none, allow_private: true}
            models:
              ours: {deployments: [{provider: sim, model: one}], retries: {max: 0}}
              opus: {deployments: [{provider: claude, model: one}]}
            prices: {one: {input: 1, output: 2}}
            """);
    private final Simulator other = Simulator.start(SimulatorOptions.defaults());
    private final Shell shell = Shell.beside(weir);

    TestingWeir weir() {
        return weir;
    }

    /** The other gateway. */
    Simulator other() {
        return other;
    }

    Shell shell() {
        return shell;
    }

    void sayTheSame() {
        weir.upstream(Script.saying(new Answer.Fixed("Hello there, friend.")));
        other.script(Script.saying(new Answer.Fixed("Hello there, friend.")));
        weir.simulator().clear();
        other.clear();
    }

    URI otherUrl() {
        return URI.create(other.baseUri().toString().replace("/v1", ""));
    }

    record Outcome(int exit, List<JsonNode> exchanges, JsonNode summary, String all) {
        static Outcome of(Shell.Done done) {
            List<JsonNode> lines =
                    done.out().lines().map(JsonMapper.shared()::readTree).toList();
            assertThat(lines).as(done.err()).isNotEmpty();
            return new Outcome(
                    done.exit(),
                    lines.subList(0, lines.size() - 1),
                    lines.getLast().path("summary"),
                    done.out() + done.err());
        }

        List<String> differences() {
            List<String> all = new ArrayList<>();
            exchanges.forEach(one -> one.path("differences")
                    .forEach(each -> all.add((each.path("kind").asString() + " "
                                    + each.path("what").asString() + " "
                                    + each.path("theirs").asString("-") + " "
                                    + each.path("ours").asString("-"))
                            .replace("  ", " "))));
            return all;
        }
    }

    interface Callers {
        void ask(Door door) throws IOException, InterruptedException;
    }

    Outcome mirrored(URI from, int count, Callers callers, String... more) throws Exception {
        int port = freePort();
        List<String> arguments = new ArrayList<>(
                List.of("mirror", "--json", "--from", from.toString(), "--port", "" + port, "--count", "" + count));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--seconds")) {
            arguments.addAll(List.of("--seconds", "20"));
        }
        CompletableFuture<Shell.Done> running = CompletableFuture.supplyAsync(
                () -> shell.run(arguments.toArray(String[]::new)), Thread::startVirtualThread);
        Eventually.within(Duration.ofSeconds(30), "the mirror listens", () -> listens(port) || running.isDone());
        callers.ask(new Door(URI.create("http://127.0.0.1:" + port), THEIR_KEY));
        return Outcome.of(running.get(30, TimeUnit.SECONDS));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static String chat(String more) {
        return "{\"model\": \"theirs\", \"messages\": [{\"role\": \"user\", \"content\": \"" + SECRET + "\"}]" + more
                + "}";
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        sayTheSame();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        other.close();
        weir.close();
    }
}
