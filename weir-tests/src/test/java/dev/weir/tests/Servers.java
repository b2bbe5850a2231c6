package dev.weir.tests;

import dev.weir.app.Weir;
import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigSource;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers in this process whose whole configuration the test writes. */
final class Servers {
    static final String ADMIN_KEY = "the-admin-key-of-a-test-server";

    private Servers() {}

    /** The directory of another node, with the master key that the first one has made by now, if it has. */
    static Path beside(Path first, Path data) throws IOException {
        Path key = first.resolve("master.key");
        Path own = Files.createDirectories(data).resolve("master.key");
        if (Files.exists(key) && !Files.exists(own)) {
            Files.copy(key, own, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return data;
    }

    /**
     * @param variables more of the environment; the data directory, the admin key and any free port are set already
     */
    static Weir start(Path data, Map<String, String> variables, String yaml) throws IOException {
        return start(data, variables, yaml, Clock.SYSTEM);
    }

    static Weir start(Path data, Map<String, String> variables, String yaml, Clock clock) throws IOException {
        Map<String, String> environment = new HashMap<>(
                Map.of("WEIR_ADMIN_KEY", ADMIN_KEY, "WEIR_DATA", data.toString(), "WEIR_SERVER_PORT", "0"));
        environment.putAll(variables);
        ConfigSource source = new ConfigSource("test", yaml, environment, List.of());
        return Weir.start(ConfigBinder.bind(WeirConfig.class, source), environment, clock);
    }
}
