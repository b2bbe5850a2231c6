package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists what was changed over the API. */
@Command(name = "changes", description = "Lists what was changed over the API and lies over weir.yaml.")
final class ConfigChanges extends ApiCommand {
    ConfigChanges(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode changes = client.get("/api/config/changes");
        if (!printedJson(changes)) {
            Table table = new Table()
                    .text("ENTRY")
                    .text("ACTION")
                    .text("AT")
                    .text("BY")
                    .text("TO DECIDE");
            changes.path("data")
                    .forEach(change -> table.row(
                            Shown.text(change, "kind") + "." + Shown.text(change, "name"),
                            Shown.text(change, "action"),
                            Shown.time(change, "at"),
                            Shown.text(change, "by"),
                            Shown.text(change, change.path("problem").isString() ? "problem" : "conflict")));
            table.print(out());
        }
        return 0;
    }
}
