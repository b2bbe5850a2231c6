package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One knowledge base and its documents. */
@Command(name = "show", description = "Shows a knowledge base and the state of its documents.")
final class KbShow extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    KbShow(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode found = client.get(KbCommand.path(base));
        JsonNode documents = Pages.all(client, KbCommand.path(base) + "/documents");
        ObjectNode both = Json.MAPPER.createObjectNode();
        both.set("knowledge_base", found);
        both.set("documents", documents.path("data"));
        if (printedJson(both)) {
            return 0;
        }
        out().println(Shown.text(found, "name") + ": "
                + Shown.count(found.path("documents").asLong(0), "document") + " in "
                + Shown.count(found.path("chunks").asLong(0), "passage") + ", " + KbList.state(found));
        out().println(KbOptions.line(found));
        Table table = new Table()
                .text("ID")
                .text("TITLE")
                .number("PASSAGES")
                .number("SIZE")
                .text("STATE")
                .text("UPDATED");
        documents
                .path("data")
                .forEach(document -> table.row(
                        Shown.text(document, "id"),
                        Shown.text(document, "title"),
                        Shown.number(document, "chunks"),
                        Shown.bytes(document.path("bytes").asLong(0)),
                        state(document),
                        Shown.time(document, "updated_at")));
        table.print(out());
        return 0;
    }

    private static String state(JsonNode document) {
        String reason = Shown.text(document, "reason");
        JsonNode progress = document.path("progress");
        if (progress.isObject()) {
            int pages = progress.path("pages").asInt(0);
            return "parsing (page " + progress.path("page").asInt(0) + (pages == 0 ? ")" : " of " + pages + ")");
        }
        return Shown.text(document, "state") + (reason.isEmpty() ? "" : ": " + reason);
    }
}
