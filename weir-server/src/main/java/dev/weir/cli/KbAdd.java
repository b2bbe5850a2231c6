package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Sends documents to a knowledge base. */
@Command(
        name = "add",
        description = {
            "Adds files to a knowledge base, which is created if need be: PDF, Office documents, mail, HTML, text, code.",
            "A document's id is its path within the folder, so that adding a folder again replaces what changed."
        })
final class KbAdd extends ApiCommand {
    private static final int NOT_FOUND = 404;
    private static final long LOOK_AGAIN = 300;

    @Parameters(index = "0", paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "Files and folders.")
    private List<Path> paths = List.of();

    @Option(names = "--wait", description = "Return when the documents are also found by their meaning.")
    private boolean wait;

    @Option(names = "--no-wait", description = "Return when the files are stored; they are read in the background.")
    private boolean leave;

    KbAdd(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        KbFiles files = new KbFiles(paths);
        if (files.files().isEmpty() && files.refused().isEmpty()) {
            throw new CommandFailure("There are no files in "
                    + String.join(", ", paths.stream().map(Path::toString).toList()) + ".");
        }
        boolean created = created(client);
        ArrayNode outcomes = sent(client, files);
        files.refused()
                .forEach((id, reason) -> outcomes.addObject()
                        .put("id", id)
                        .put("state", "failed")
                        .put("reason", reason));
        return report(client, outcomes, created);
    }

    private ArrayNode sent(WeirClient client, KbFiles files) throws IOException, InterruptedException {
        try (ProgressBar progress = new ProgressBar(err(), machine().terminal())) {
            ArrayNode sent = new KbUpload(client, base, progress).send(files.files());
            ArrayNode read = leave ? sent : new KbReading(client, base, progress).await(sent);
            if (wait) {
                awaitVectors(client, progress);
            }
            return read;
        }
    }

    private boolean created(WeirClient client) throws IOException, InterruptedException {
        try {
            client.get(KbCommand.path(base));
            return false;
        } catch (ApiFailure e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            client.post("/api/kb", Map.of("name", base));
            return true;
        }
    }

    private void awaitVectors(WeirClient client, ProgressBar progress) throws IOException, InterruptedException {
        JsonNode state = client.get(KbCommand.path(base));
        while (state.path("unfinished").asLong(0) > 0) {
            long all = state.path("documents").asLong(0);
            progress.show(all - state.path("unfinished").asLong(0), all, "documents with vectors");
            Thread.sleep(LOOK_AGAIN);
            state = client.get(KbCommand.path(base));
        }
    }

    private int report(WeirClient client, ArrayNode outcomes, boolean created)
            throws IOException, InterruptedException {
        List<JsonNode> refused =
                outcomes.valueStream().filter(KbUpload::isRefused).toList();
        int taken = outcomes.size() - refused.size();
        int exit = taken == 0 ? 1 : 0;
        if (printedJson(Json.MAPPER.createObjectNode().set("data", outcomes))) {
            return exit;
        }
        refused.forEach(outcome -> err().println("refused " + named(outcome)));
        outcomes.valueStream()
                .filter(outcome -> !KbUpload.isRefused(outcome))
                .filter(outcome -> !Shown.text(outcome, "reason").isEmpty())
                .forEach(outcome -> err().println("note    " + named(outcome)));
        JsonNode state = client.get(KbCommand.path(base));
        out().println((created ? "Created '" : "Added to '") + base + "': " + Shown.count(taken, "document")
                + (refused.isEmpty() ? "" : ", " + Shown.number(refused.size()) + " refused") + "; it holds "
                + Shown.count(
                        state.path("documents").asLong(0) - state.path("failed").asLong(0), "document") + " in "
                + Shown.count(state.path("chunks").asLong(0), "passage") + "."
                + (state.path("unfinished").asLong(0) > 0
                        ? leave
                                ? " Files are still being read: ./weir kb show " + base + " says how far."
                                : " They are found by their words now; by their meaning as soon as their vectors are made."
                        : ""));
        if (taken > 0) {
            out().println("Ask it:  ./weir ask --kb " + base + " \"…\"");
        }
        return exit;
    }

    /** Reasons begin with the file's name. */
    private static String named(JsonNode outcome) {
        String id = Shown.text(outcome, "id");
        String reason = Shown.text(outcome, "reason");
        return reason.contains(id) ? reason : id + ": " + reason;
    }
}
