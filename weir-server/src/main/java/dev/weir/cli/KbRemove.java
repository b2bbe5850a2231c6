package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a knowledge base. */
@Command(name = "rm", description = "Deletes a knowledge base with its documents.")
final class KbRemove extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    KbRemove(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        if (!printedJson(client.delete(KbCommand.path(base)))) {
            out().println("Deleted '" + base + "'.");
        }
        return 0;
    }
}
