package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The bill of a month as it would be now. */
@Command(name = "preview", description = "Shows the invoice of a month as it would be now.")
final class BillPreview extends ApiCommand {
    @Parameters(paramLabel = "MONTH", arity = "0..1", description = "Such as 2026-11; default: the one it is.")
    private String month = "current";

    BillPreview(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode bill = client.get("/api/invoices/" + WeirClient.encoded(month));
        if (!printedJson(bill)) {
            BillText.print(bill, out());
        }
        return 0;
    }
}
