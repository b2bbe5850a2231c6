package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Has a file read again. */
@Command(
        name = "retry",
        description = {
            "Has the file of a document read again that could not be.",
            "The server kept it; one that is encrypted is opened with --password."
        })
final class KbRetry extends ApiCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The document, as kb show lists it.")
    private String id = "";

    @Option(
            names = "--password",
            description = "Open the file with a password, which is read from a line of the standard input.")
    private boolean password;

    KbRetry(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String path = KbCommand.path(base) + "/documents/" + WeirClient.encoded(id) + "/retry";
        JsonNode queued = client.post(path, password ? Map.of("password", typed()) : Map.of());
        JsonNode ended;
        try (ProgressBar progress = new ProgressBar(err(), machine().terminal())) {
            ArrayNode one = Json.MAPPER.createArrayNode().add(queued);
            ended = new KbReading(client, base, progress).await(one).path(0);
        }
        boolean refused = KbUpload.isRefused(ended);
        if (!printedJson(ended)) {
            out().println("'" + id + "' is " + Shown.text(ended, "state")
                    + (Shown.text(ended, "reason").isEmpty() ? "" : ": " + Shown.text(ended, "reason")) + ".");
        }
        return refused ? 1 : 0;
    }

    private String typed() {
        if (machine().terminal()) {
            err().print("Password: ");
            err().flush();
        }
        return machine().answers().get();
    }
}
