package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir cache}. */
@Command(name = "cache", description = "Shows what the cache holds, and empties it.")
final class CacheCommand {
    static final String PATH = "/api/cache";

    private CacheCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new CacheCommand())
                .addSubcommand(new CacheStats(machine))
                .addSubcommand(new CacheClear(machine));
    }
}
