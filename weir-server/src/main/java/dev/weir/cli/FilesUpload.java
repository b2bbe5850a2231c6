package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Uploads one file. */
@Command(name = "upload", description = "Uploads a file and prints its id.")
final class FilesUpload extends ApiCommand {
    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--purpose",
            paramLabel = "PURPOSE",
            description = "What it is for: batch (default), user_data, vision, evals, fine-tune or assistants.")
    private String purpose = "batch";

    FilesUpload(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode uploaded = FileForm.send(client, file, purpose);
        if (!printedJson(uploaded)) {
            out().println(Shown.text(uploaded, "id"));
        }
        return 0;
    }
}
