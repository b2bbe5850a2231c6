package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Makes a batch of a file of requests. */
@Command(
        name = "create",
        description = "Makes a batch of a file of requests, one JSON object a line, and prints its id.")
final class BatchesCreate extends ApiCommand {
    @Parameters(paramLabel = "FILE", description = "A .jsonl file, or the id of one that was uploaded.")
    private String input = "";

    @Option(
            names = "--endpoint",
            paramLabel = "PATH",
            description = "What its requests ask for (default: /v1/chat/completions).")
    private String endpoint = "/v1/chat/completions";

    @Option(names = "--window", paramLabel = "TIME", description = "How long it may take, such as 24h (default) or 7d.")
    private String window = "24h";

    @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "A label; may be given several times.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--wait", description = "Wait for its end and show how far it is.")
    private boolean waits;

    BatchesCreate(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("input_file_id", inputFile(client));
        body.put("endpoint", endpoint);
        body.put("completion_window", window);
        if (!metadata.isEmpty()) {
            body.put("metadata", metadata);
        }
        JsonNode batch = client.post("/v1/batches", body);
        if (waits) {
            try (ProgressBar progress =
                    new ProgressBar(err(), machine().terminal() && !options().json())) {
                batch = BatchWatch.awaitEnd(client, batch, progress);
            }
        }
        if (!printedJson(batch)) {
            if (waits) {
                BatchWatch.print(batch, out());
            } else {
                out().println(Shown.text(batch, "id"));
            }
        }
        return waits && !Shown.text(batch, "status").equals("completed") ? 1 : 0;
    }

    private String inputFile(WeirClient client) throws IOException, InterruptedException {
        Path file = Path.of(input);
        return input.startsWith("file-") && !Files.exists(file)
                ? input
                : Shown.text(FileForm.send(client, file, "batch"), "id");
    }
}
