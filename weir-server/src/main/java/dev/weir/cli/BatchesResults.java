package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Reads the results of a batch. */
@Command(
        name = "results",
        description = "Prints a batch's answers, one JSON object a line, or writes them to the disk.")
final class BatchesResults extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The batch's id.")
    private String id = "";

    @Option(names = "--errors", description = "The requests that failed instead.")
    private boolean errors;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write them; absent: to the screen.")
    private @Nullable Path target;

    BatchesResults(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode batch = client.get(BatchesCommand.path(id));
        if (!BatchesCommand.isOver(batch)) {
            throw new CommandFailure("The batch is " + Shown.text(batch, "status")
                    + ": its results are there when it is over. ./weir batches show " + id + " --wait waits for that.");
        }
        String file = Shown.text(batch, errors ? "error_file_id" : "output_file_id");
        if (file.isEmpty()) {
            throw new CommandFailure(
                    errors ? "No request of this batch failed." : "No request of this batch was answered.");
        }
        Download.of(client, file, target, out());
        return 0;
    }
}
