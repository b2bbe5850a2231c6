package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Makes an invoice of a month. */
@Command(name = "finalize", description = "Makes the invoice of a month that is over: numbered, never changed again.")
final class BillFinalize extends ApiCommand {
    @Parameters(paramLabel = "MONTH", description = "Such as 2026-11.")
    private String month = "";

    @Option(
            names = "--incomplete",
            description =
                    "Leave out what cannot be charged: calls without a price, costs in a currency without a rate, what a node"
                            + " that is not there has served.")
    private boolean incomplete;

    BillFinalize(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode made = client.post(
                "/api/invoices/" + WeirClient.encoded(month) + "/finalize", Map.of("incomplete", incomplete));
        if (!printedJson(made)) {
            BillText.print(made, out());
        }
        return 0;
    }
}
