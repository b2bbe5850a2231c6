package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The judged queries of a knowledge base. */
@Command(
        name = "queries",
        description = {
            "Lists a knowledge base's judged queries, or adds those of a file.",
            "A file has one JSON object a line: {\"id\": \"q1\", \"query\": \"…\", \"relevant\": [\"a document's id\"]}."
        })
final class KbQueries extends ApiCommand {
    private static final int AT_ONCE = 500;

    @Parameters(paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Option(names = "--add", paramLabel = "FILE", description = "Add these; queries of the same ids are replaced.")
    private @Nullable Path file;

    KbQueries(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String path = KbCommand.path(base) + "/queries";
        if (file != null) {
            List<JsonNode> queries = read(file);
            for (int from = 0; from < queries.size(); from += AT_ONCE) {
                client.post(path, queries.subList(from, Math.min(queries.size(), from + AT_ONCE)));
            }
            out().println("Added " + Shown.count(queries.size(), "query", "queries") + " to '" + base + "'.");
            return 0;
        }
        JsonNode found = Pages.all(client, path);
        if (printedJson(found)) {
            return 0;
        }
        Table table = new Table().text("ID").text("QUERY").text("SOURCE").number("DOCUMENTS");
        found.path("data")
                .forEach(query -> table.row(
                        Shown.text(query, "id"),
                        Shown.text(query, "query"),
                        Shown.text(query, "source"),
                        Shown.number(query.path("grades").size())));
        table.print(out());
        return 0;
    }

    private static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> queries = new ArrayList<>();
        int line = 0;
        for (String text : Files.readAllLines(file)) {
            line++;
            if (!text.isBlank()) {
                queries.add(query(file, line, text));
            }
        }
        if (queries.isEmpty()) {
            throw new CommandFailure(file + " has no queries in it.");
        }
        return queries;
    }

    private static JsonNode query(Path file, int line, String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new CommandFailure(file + ", line " + line + " is not JSON: " + e.getOriginalMessage() + ".");
        }
    }
}
