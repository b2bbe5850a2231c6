package dev.weir.cli;

import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists entries of a running server's configuration. */
@Command(name = "list", description = "Lists them, with where each comes from.")
final class EntryList extends ApiCommand {
    private final String path;
    private final String column;

    /**
     * @param column the key that says most about such an entry
     */
    EntryList(Machine machine, String path, String column) {
        super(machine);
        this.path = path;
        this.column = column;
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode page = client.get(path);
        if (printedJson(page)) {
            return 0;
        }
        Table table =
                new Table().text("NAME").text(column.toUpperCase(Locale.ROOT)).text("FROM");
        page.path("data")
                .forEach(entry -> table.row(
                        Shown.text(entry, "name"),
                        Shown.text(entry.path("config"), column),
                        Shown.text(entry, "source")));
        table.print(out());
        return 0;
    }
}
