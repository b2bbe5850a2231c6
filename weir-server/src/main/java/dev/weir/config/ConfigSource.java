package dev.weir.config;

import java.util.List;
import java.util.Map;

/**
 * What a configuration is made from.
 *
 * @param name the file's name as the user knows it, shown before line and column
 * @param text YAML; empty means that every key keeps its default
 * @param environment variables that {@code ${NAME}} and {@code WEIR_*} read
 * @param settings laid over both
 */
public record ConfigSource(String name, String text, Map<String, String> environment, List<Setting> settings) {
    public ConfigSource {
        environment = Map.copyOf(environment);
        settings = List.copyOf(settings);
    }

    public static ConfigSource of(String name, String text) {
        return new ConfigSource(name, text, Map.of(), List.of());
    }
}
