package dev.weir.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Gives a credit. */
@Command(name = "credit", description = "Gives the organization a credit, or books what it has paid in advance.")
final class BillCredit extends ApiCommand {
    @Parameters(paramLabel = "AMOUNT", description = "Such as 500.00.")
    private String amount = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "What for; it is on the invoice.")
    private String reason = "";

    @Option(names = "--currency", paramLabel = "CODE", description = "Default: ${DEFAULT-VALUE}.")
    private String currency = "USD";

    @Option(names = "--prepaid", description = "It was paid: it pays what is due, and is not taken off before tax.")
    private boolean prepaid;

    @Option(names = "--expires", paramLabel = "TIME", description = "Such as 2027-12-31T23:59:59Z; default: never.")
    private @Nullable String expires;

    BillCredit(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Map<String, String> body = new HashMap<>(Map.of(
                "amount", amount, "reason", reason, "currency", currency, "kind", prepaid ? "prepaid" : "credit"));
        if (expires != null) {
            body.put("expires_at", expires);
        }
        JsonNode credit = client.post("/api/credits", body);
        if (!printedJson(credit)) {
            out().println("Credit " + Shown.text(credit, "id") + ": " + Shown.text(credit, "amount") + " "
                    + Shown.text(credit, "currency") + ".");
        }
        return 0;
    }
}
