package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists credits. */
@Command(name = "credits", description = "Lists credits and prepaid balances, and what is left of them.")
final class BillCredits extends ApiCommand {
    BillCredits(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode credits = client.get("/api/credits");
        if (printedJson(credits)) {
            return 0;
        }
        if (credits.path("data").isEmpty()) {
            out().println("There is no credit.");
            return 0;
        }
        Table table = new Table()
                .text("ID")
                .text("KIND")
                .number("AMOUNT")
                .number("LEFT")
                .text("CURRENCY")
                .text("EXPIRES")
                .text("REASON");
        credits.path("data")
                .forEach(credit -> table.row(
                        Shown.text(credit, "id"),
                        Shown.text(credit, "kind"),
                        Shown.text(credit, "amount"),
                        Shown.text(credit, "left"),
                        Shown.text(credit, "currency"),
                        credit.path("expires_at").isString() ? Shown.time(credit, "expires_at") : "never",
                        Shown.text(credit, "reason")));
        table.print(out());
        return 0;
    }
}
