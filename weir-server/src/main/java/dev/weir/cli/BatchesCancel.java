package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Cancels a batch. */
@Command(name = "cancel", description = "Cancels a batch; what was done is kept.")
final class BatchesCancel extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The batch's id.")
    private String id = "";

    BatchesCancel(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode batch = client.post(BatchesCommand.path(id) + "/cancel", Map.of());
        if (!printedJson(batch)) {
            BatchWatch.print(batch, out());
        }
        return 0;
    }
}
