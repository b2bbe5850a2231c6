package dev.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists entries of a running server's configuration. */
@Command(name = "list", description = "Lists them, with where each comes from.")
final class EntryList extends ApiCommand {
    private final String path;
    private final List<String> columns;

    /**
     * @param columns the keys that say most about such an entry
     */
    EntryList(Machine machine, String path, String... columns) {
        super(machine);
        this.path = path;
        this.columns = List.of(columns);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode page = client.get(path);
        if (printedJson(page)) {
            return 0;
        }
        Table table = new Table().text("NAME");
        columns.forEach(column -> table.text(column.toUpperCase(Locale.ROOT)));
        table.text("FROM");
        page.path("data").forEach(entry -> table.row(row(entry)));
        table.print(out());
        return 0;
    }

    private String[] row(JsonNode entry) {
        List<String> cells = new ArrayList<>(List.of(Shown.text(entry, "name")));
        columns.forEach(column -> cells.add(Shown.text(entry.path("config"), column)));
        cells.add(Shown.text(entry, "source"));
        return cells.toArray(String[]::new);
    }
}
