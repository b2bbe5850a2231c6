package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** One exchange, drawn in text. */
@Command(
        name = "show",
        description = "Shows one exchange: when each step ran, its tokens and cost, what was said and quoted.")
final class TraceShow extends ApiCommand {
    @Parameters(
            paramLabel = "ID",
            description = "The exchange's id, as lists and the header x-weir-exchange-id show it.")
    private String id = "";

    TraceShow(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode exchange = client.get("/api/exchanges/" + WeirClient.encoded(id));
        if (!printedJson(exchange)) {
            new TraceText(exchange).print(out());
        }
        return 0;
    }
}
