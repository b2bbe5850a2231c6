package dev.weir.cli;

import java.nio.file.Path;
import java.util.Map;

/** The user's folder for what can be made again: {@code $XDG_CACHE_HOME/weir}, else {@code ~/.cache/weir}. */
final class UserCache {
    private UserCache() {}

    static Path folder(Map<String, String> environment, String name) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("weir").resolve(name);
    }
}
