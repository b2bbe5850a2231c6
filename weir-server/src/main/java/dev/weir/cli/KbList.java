package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** The knowledge bases. */
@Command(name = "list", description = "Lists the project's knowledge bases and the installation's.")
final class KbList extends ApiCommand {
    KbList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode bases = client.get("/api/kb");
        if (!printedJson(bases)) {
            Table table = new Table()
                    .text("NAME")
                    .number("DOCUMENTS")
                    .number("PASSAGES")
                    .number("SIZE")
                    .text("STATE")
                    .text("CREATED");
            bases.path("data")
                    .forEach(base -> table.row(
                            Shown.text(base, "name"),
                            Shown.number(base, "documents"),
                            Shown.number(base, "chunks"),
                            Shown.bytes(base.path("bytes").asLong(0)),
                            state(base),
                            Shown.time(base, "created_at")));
            table.print(out());
        }
        return 0;
    }

    static String state(JsonNode base) {
        long unfinished = base.path("unfinished").asLong(0);
        long failed = base.path("failed").asLong(0);
        return (unfinished > 0 ? Shown.number(unfinished) + " in work" : "ready")
                + (base.path("rebuilding").isObject() ? ", its new index in the making" : "")
                + (failed > 0 ? ", " + Shown.number(failed) + " failed" : "")
                + (base.path("installation").asBoolean(false) ? ", Weir's own" : "");
    }
}
