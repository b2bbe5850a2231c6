package dev.weir.testkit;

import dev.weir.app.Weir;
import dev.weir.config.ConfigFile;
import dev.weir.config.Loaded;
import dev.weir.kernel.Clock;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Weir on a free port with a data directory of its own and one provider, {@code sim}, which is a {@link Simulator}.
 * Closing it stops both and removes the directory.
 *
 * <pre>{@code
 * try (TestingWeir weir = TestingWeir.start()) {
 *     weir.simulator().script(…);
 *     // point any OpenAI client at weir.openAiUrl() with weir.adminKey() and ask for model "sim/gpt-4o-mini"
 * }
 * }</pre>
 */
public final class TestingWeir implements AutoCloseable {
    private static final String ADMIN_KEY = "testing-admin-key-of-some-length";

    private final Simulator simulator;
    private final Path data;
    private final Clock clock;
    private String yaml;
    private Weir weir;

    private TestingWeir(Simulator simulator, Path data, Clock clock, String yaml) throws IOException {
        this.simulator = simulator;
        this.data = data;
        this.clock = clock;
        this.yaml = yaml;
        this.weir = startWeir();
    }

    public static TestingWeir start() {
        return start("");
    }

    /**
     * @param yaml more configuration; {@code providers.sim}, {@code data} and {@code server.port} are set already, and
     *     {@code knowledge.docs} is false unless {@code knowledge} is among it, because to index them costs seconds.
     *     Lines that begin with two spaces are further providers. {@code SIMULATOR} stands for the simulator's address,
     *     {@code SIMULATOR_ROOT} for the same without {@code /v1}.
     */
    public static TestingWeir start(String yaml) {
        return start(yaml, SimulatorOptions.defaults());
    }

    /**
     * @param upstream how the simulator starts, for example with the bodies it gets kept
     */
    public static TestingWeir start(String yaml, SimulatorOptions upstream) {
        return start(yaml, upstream, Clock.SYSTEM);
    }

    /**
     * @param clock by which the server goes, such as a {@link TurnedClock}
     */
    public static TestingWeir start(String yaml, SimulatorOptions upstream, Clock clock) {
        try {
            Simulator simulator = Simulator.start(upstream);
            return new TestingWeir(simulator, Files.createTempDirectory("weir-test"), clock, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Weir startWeir() throws IOException {
        return Weir.start(read(), environment(), clock);
    }

    /** What the server reads of its process: also {@code TESTING_API_KEY}, for credentials that name a variable. */
    private Map<String, String> environment() {
        return Map.of(
                "WEIR_ADMIN_KEY",
                ADMIN_KEY,
                "WEIR_DATA",
                data.toString(),
                "WEIR_SERVER_PORT",
                "0",
                "TESTING_API_KEY",
                "a-testing-secret");
    }

    private Loaded read() throws IOException {
        String base = "providers:\n  sim: {kind: openai, base_url: '" + simulator.baseUri()
                + "', api_key: none, allow_private: true}\n";
        String docs =
                yaml.lines().anyMatch(line -> line.startsWith("knowledge:")) ? "" : "\nknowledge: {docs: false}\n";
        Path file = Files.writeString(data.resolve("weir.yaml"), base + addressed(yaml) + docs);
        return ConfigFile.load(file, environment(), List.of());
    }

    /**
     * Edits the configuration of the running server; one that cannot be used changes nothing. The next start reads it,
     * too.
     *
     * @param changed as for {@link #start(String)}
     */
    public void edit(String changed) {
        yaml = changed;
        weir.change(() -> {
            try {
                return read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String addressed(String written) {
        String root = simulator.root().toString();
        return written.replace("SIMULATOR_ROOT", root.endsWith("/") ? root.substring(0, root.length() - 1) : root)
                .replace("SIMULATOR", simulator.baseUri().toString());
    }

    /** Stops the server and starts another one on the same data. */
    public void restart() {
        weir.close();
        try {
            weir = startWeir();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Simulator simulator() {
        return simulator;
    }

    /** Changes what the upstream does from now on. */
    public void upstream(Script script) {
        simulator.script(script);
    }

    public Weir weir() {
        return weir;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + weir.port());
    }

    public URI openAiUrl() {
        return URI.create(url() + "/v1");
    }

    /** A key of an owner who may see every project. */
    public String adminKey() {
        return ADMIN_KEY;
    }

    public Path data() {
        return data;
    }

    @Override
    public void close() {
        weir.close();
        simulator.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
