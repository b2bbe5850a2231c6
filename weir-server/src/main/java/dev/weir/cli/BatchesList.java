package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists batches. */
@Command(name = "list", description = "Lists the project's batches, newest first.")
final class BatchesList extends ApiCommand {
    BatchesList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode batches = OpenAiPages.all(client, "/v1/batches");
        if (!printedJson(batches)) {
            Table table = new Table()
                    .text("ID")
                    .text("STATUS")
                    .text("ENDPOINT")
                    .text("ANSWERED")
                    .text("FAILED")
                    .text("TOTAL")
                    .text("CREATED");
            batches.path("data")
                    .forEach(batch -> table.row(
                            Shown.text(batch, "id"),
                            Shown.text(batch, "status"),
                            Shown.text(batch, "endpoint"),
                            Shown.number(batch.path("request_counts"), "completed"),
                            Shown.number(batch.path("request_counts"), "failed"),
                            Shown.number(batch.path("request_counts"), "total"),
                            OpenAiPages.time(batch, "created_at")));
            table.print(out());
        }
        return 0;
    }
}
