package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Shows what the cache holds. */
@Command(name = "stats", description = "Shows what the cache holds for the project, and what came of its requests.")
final class CacheStats extends ApiCommand {
    CacheStats(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode stats = client.get(CacheCommand.PATH);
        if (!printedJson(stats)) {
            Table table = new Table()
                    .text("ANSWERS")
                    .text("BYTES")
                    .text("OF")
                    .text("HITS")
                    .text("MISSES")
                    .text("SHARED");
            table.row(
                    count(stats, "answers"),
                    count(stats, "bytes"),
                    count(stats, "max_bytes"),
                    count(stats, "hits"),
                    count(stats, "misses"),
                    count(stats, "shared"));
            table.print(out());
        }
        return 0;
    }

    private static String count(JsonNode stats, String name) {
        return Long.toString(stats.path(name).asLong());
    }
}
