package dev.weir.cli;

import dev.weir.config.ConfigFile;
import dev.weir.config.Loaded;
import dev.weir.config.Setting;
import dev.weir.live.ConfigChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server is meant: where its configuration and its data are. */
final class ServerOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; default: ./weir.yaml if it is there.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory; default: ./data.")
    private @Nullable Path data;

    /** The file that {@link #load} reads; empty where there is none. */
    Optional<Path> file(Map<String, String> environment) {
        return ConfigFile.located(config, environment);
    }

    /** Reads the configuration with {@code more} laid over it. */
    Loaded load(Map<String, String> environment, List<Setting> more) {
        List<Setting> settings = new ArrayList<>(more);
        if (data != null) {
            settings.add(Setting.of("data", data.toString(), "--data"));
        }
        return ConfigChecks.passed(ConfigFile.load(config, environment, settings));
    }
}
