package dev.weir.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a knowledge base, or documents of one. */
@Command(
        name = "rm",
        description = "Deletes a knowledge base with its documents, or only those documents that are named.")
final class KbRemove extends ApiCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ID", description = "Documents, as kb show lists them.")
    private List<String> ids = List.of();

    KbRemove(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        if (ids.isEmpty()) {
            delete(client, KbCommand.path(base), base);
        }
        for (String id : ids) {
            delete(client, KbCommand.path(base) + "/documents/" + WeirClient.encoded(id), id);
        }
        return 0;
    }

    private void delete(WeirClient client, String path, String name) throws IOException, InterruptedException {
        if (!printedJson(client.delete(path))) {
            out().println("Deleted '" + name + "'.");
        }
    }
}
