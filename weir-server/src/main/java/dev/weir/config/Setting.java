package dev.weir.config;

import java.util.List;

/**
 * One value laid over the file, such as an option of the command line.
 *
 * @param path the key, from the top
 * @param value what would be written in the file
 * @param by what set it, shown in problems: {@code --port}
 */
public record Setting(List<String> path, String value, String by) {
    public Setting {
        path = List.copyOf(path);
    }

    /** A setting by its dotted key: {@code Setting.of("server.port", "9000", "--port")}. */
    public static Setting of(String key, String value, String by) {
        return new Setting(List.of(key.split("\\.")), value, by);
    }
}
