package dev.weir.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds and reads {@code weir.yaml}. */
public final class ConfigFile {
    private static final long MAX_BYTES = 1 << 20;
    private static final Path USUAL = Path.of("weir.yaml");

    private ConfigFile() {}

    /** As {@link #load(Path, Map, List)}, with the process's environment and no options. */
    public static Loaded load(@Nullable Path file) {
        return load(file, System.getenv(), List.of());
    }

    /**
     * Reads the file that was named, else the one that {@code WEIR_CONFIG} names, else {@code weir.yaml} in the working
     * directory if there is one, else nothing, which gives every default.
     *
     * @throws ConfigException with every problem, each with its place and what would be right
     */
    public static Loaded load(@Nullable Path file, Map<String, String> environment, List<Setting> settings) {
        Path found = find(file, environment);
        String name = found == null ? "defaults" : found.toString();
        ConfigSource source = new ConfigSource(name, found == null ? "" : text(found), environment, settings);
        ConfigBinder.Bound<WeirConfig> bound = ConfigBinder.read(WeirConfig.class, source);
        List<String> sources = new ArrayList<>(List.of(name));
        sources.addAll(bound.sources());
        Loaded loaded = new Loaded(bound.value(), sources, bound.notes(), bound.origins(), bound.written());
        List<Problem> broken = ConfigRules.broken(loaded.config(), loaded::origin);
        if (!broken.isEmpty()) {
            throw new ConfigException(broken);
        }
        return loaded;
    }

    /** The file that {@link #load(Path, Map, List)} reads; empty where there is none. */
    public static Optional<Path> located(@Nullable Path named, Map<String, String> environment) {
        return Optional.ofNullable(find(named, environment));
    }

    private static @Nullable Path find(@Nullable Path named, Map<String, String> environment) {
        String variable = environment.getOrDefault("WEIR_CONFIG", "");
        if (named != null) {
            return named;
        }
        if (!variable.isBlank()) {
            return Path.of(variable);
        }
        return Files.exists(USUAL) ? USUAL : null;
    }

    private static String text(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw unusable(file, "this is a directory", "name the YAML file in it");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw unusable(file, "the file is larger than " + new ByteSize(MAX_BYTES), "is it the right file?");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is no such file", "create it, or leave --config out to use the defaults");
        } catch (CharacterCodingException e) {
            throw unusable(file, "the file is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw unusable(file, "the file cannot be read (" + e.getMessage() + ")", "check its permissions");
        }
    }

    private static ConfigException unusable(Path file, String what, String hint) {
        return new ConfigException(List.of(new Problem(Origin.whole(file.toString()), what, hint)));
    }
}
