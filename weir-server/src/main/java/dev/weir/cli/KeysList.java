package dev.weir.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Lists keys, without their text. */
@Command(name = "list", description = "Lists the keys in force, oldest first.")
final class KeysList extends ApiCommand {
    @Option(names = "--revoked", description = "Show the revoked ones, too.")
    private boolean revoked;

    KeysList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode keys = Pages.all(client, "/api/keys?revoked=" + revoked);
        if (!printedJson(keys)) {
            Map<String, String> projects = new HashMap<>();
            Pages.all(client, "/api/projects")
                    .path("data")
                    .forEach(project -> projects.put(Shown.text(project, "id"), Shown.text(project, "name")));
            table(keys, projects).print(out());
        }
        return 0;
    }

    private Table table(JsonNode keys, Map<String, String> projects) {
        Table table = new Table()
                .text("NAME")
                .text("KEY")
                .text("ROLE")
                .text("PROJECT")
                .text("CREATED")
                .text("LAST USED")
                .text(revoked ? "REVOKED" : "")
                .text("ID");
        keys.path("data")
                .forEach(key -> table.row(
                        Shown.text(key, "name"),
                        Shown.text(key, "prefix") + "…",
                        Shown.text(key, "role"),
                        key.path("all_projects").asBoolean(false)
                                ? "all"
                                : projects.getOrDefault(Shown.text(key, "project"), Shown.text(key, "project")),
                        Shown.time(key, "created_at"),
                        Shown.time(key, "last_used_at"),
                        revoked ? Shown.time(key, "revoked_at") : "",
                        Shown.text(key, "id")));
        return table;
    }
}
