package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Deletes a file. */
@Command(name = "delete", description = "Deletes a file.")
final class FilesRemove extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The file's id.")
    private String id = "";

    FilesRemove(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode deleted = client.delete(FilesCommand.path(id));
        if (!printedJson(deleted)) {
            out().println("Deleted " + Shown.text(deleted, "id") + ".");
        }
        return 0;
    }
}
