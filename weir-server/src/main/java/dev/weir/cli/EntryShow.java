package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Shows an entry of a running server's configuration. */
@Command(name = "show", description = "Shows its configuration in force, where each key comes from, and its ETag.")
final class EntryShow extends EntryCommand {
    EntryShow(Machine machine, String all) {
        super(machine, all);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode entry = client.get(path());
        if (printedJson(entry)) {
            return 0;
        }
        out().println(name() + ", from " + Shown.text(entry, "source") + ", etag " + Shown.text(entry, "etag"));
        if (entry.path("conflict").isString()) {
            out().println("conflict: " + Shown.text(entry, "conflict"));
        }
        out().println(entry.path("config").toPrettyString());
        entry.path("origins").forEachEntry((key, origin) -> out().println("  " + key + ": " + origin.asString()));
        return 0;
    }
}
