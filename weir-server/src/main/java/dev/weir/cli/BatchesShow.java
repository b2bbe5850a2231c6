package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows one batch. */
@Command(name = "show", description = "Shows a batch and how far it is.")
final class BatchesShow extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The batch's id.")
    private String id = "";

    @Option(names = "--wait", description = "Wait for its end and show how far it is.")
    private boolean waits;

    BatchesShow(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode batch = client.get(BatchesCommand.path(id));
        if (waits) {
            try (ProgressBar progress =
                    new ProgressBar(err(), machine().terminal() && !options().json())) {
                batch = BatchWatch.awaitEnd(client, batch, progress);
            }
        }
        if (!printedJson(batch)) {
            BatchWatch.print(batch, out());
        }
        return 0;
    }
}
