package dev.weir.cli;

import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigSource;
import dev.weir.config.Loaded;
import dev.weir.config.WeirConfig;
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
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A whole Weir in this process that leaves nothing behind: on any free port, on a temporary data directory, with one
 * provider, {@code simulated}, which is a {@link Simulator} and calls itself so.
 */
final class Rehearsal implements AutoCloseable {
    private final Path data;
    private final Simulator simulator;
    private final Starter.Running server;
    private final Thread atExit = new Thread(this::stop, "weir-rehearsal-end");
    private boolean stopped;

    private Rehearsal(Path data, Simulator simulator, Starter.Running server) {
        this.data = data;
        this.simulator = simulator;
        this.server = server;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Rehearsal start(Starter starter, Script script) throws IOException {
        Path data = Files.createTempDirectory(
                "weir-rehearsal-" + ProcessHandle.current().pid() + "-");
        Simulator simulator =
                Simulator.start(SimulatorOptions.defaults().withScript(script).withEventLoops(1));
        try {
            return new Rehearsal(data, simulator, starter.start(Loaded.of(config(data, simulator)), Map.of()));
        } catch (IOException | RuntimeException e) {
            simulator.close();
            remove(data);
            throw e;
        }
    }

    private static WeirConfig config(Path data, Simulator simulator) {
        Map<String, String> environment = Map.of("WEIR_DATA", data.toString(), "WEIR_SERVER_PORT", "0");
        String yaml = "providers: {simulated: {kind: openai, base_url: '" + simulator.baseUri()
                + "', api_key: none, allow_private: true}}\n"
                + "models: {" + FaultStation.MODEL + ": {deployments: [{provider: simulated, model: first},"
                + " {provider: simulated, model: second}]}, " + BudgetStation.MODEL
                + ": {deployments: [{provider: simulated, model: " + BudgetStation.MODEL + "}]}}\n"
                + "prices: {" + BudgetStation.MODEL + ": " + BudgetStation.PRICE + "}\n";
        return ConfigBinder.bind(WeirConfig.class, new ConfigSource("rehearsal", yaml, environment, List.of()));
    }

    URI url() {
        return server.url();
    }

    /** The server's data directory, which is gone when this is closed. */
    Path data() {
        return data;
    }

    /** An owner's key. */
    String key() {
        return Objects.requireNonNull(server.newAdminKey());
    }

    /** A client of the server, for the caller to close. */
    WeirClient client() {
        return new WeirClient(new ServerAddress(url(), key(), null), null);
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private synchronized void stop() {
        if (!stopped) {
            stopped = true;
            server.close();
            simulator.close();
            remove(data);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
