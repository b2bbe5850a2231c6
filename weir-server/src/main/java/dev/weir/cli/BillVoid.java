package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Ends an invoice. */
@Command(name = "void", description = "Ends a final invoice; its month can be billed again, under another number.")
final class BillVoid extends ApiCommand {
    @Parameters(paramLabel = "INVOICE", description = "An id, a number such as INV-000001, or a month.")
    private String invoice = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept with the invoice.")
    private String reason = "";

    BillVoid(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode ended =
                client.post("/api/invoices/" + WeirClient.encoded(invoice) + "/void", Map.of("reason", reason));
        if (!printedJson(ended)) {
            out().println(Shown.text(ended, "number") + " is void.");
        }
        return 0;
    }
}
