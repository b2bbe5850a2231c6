package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists invoices. */
@Command(name = "list", description = "Lists invoices that are final, or were, newest first.")
final class BillList extends ApiCommand {
    BillList(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode invoices = Pages.all(client, "/api/invoices");
        if (printedJson(invoices)) {
            return 0;
        }
        if (invoices.path("data").isEmpty()) {
            out().println("No invoice is final yet. ./weir bill preview shows this month's.");
            return 0;
        }
        Table table = new Table()
                .text("NUMBER")
                .text("MONTH")
                .text("STATE")
                .number("TOTAL")
                .number("DUE")
                .text("CURRENCY")
                .text("FINAL SINCE");
        invoices.path("data")
                .forEach(each -> table.row(
                        Shown.text(each, "number"),
                        Shown.text(each, "month"),
                        Shown.text(each, "state"),
                        Shown.text(each, "total"),
                        Shown.text(each, "due"),
                        Shown.text(each, "currency"),
                        Shown.time(each, "finalized_at")));
        table.print(out());
        return 0;
    }
}
