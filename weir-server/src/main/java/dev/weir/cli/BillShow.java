package dev.weir.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** One invoice, or what one of its lines is made of. */
@Command(name = "show", description = "Shows an invoice; with --line, the calls that one of its lines is made of.")
final class BillShow extends ApiCommand {
    @Parameters(paramLabel = "INVOICE", description = "An id, a number such as INV-000001, or a month.")
    private String invoice = "";

    @Option(names = "--line", paramLabel = "N", description = "A line's number.")
    private @Nullable Integer line;

    @Option(names = "--limit", paramLabel = "N", description = "The most calls to show; default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    BillShow(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String path = "/api/invoices/" + WeirClient.encoded(invoice);
        if (line == null) {
            JsonNode bill = client.get(path);
            if (!printedJson(bill)) {
                BillText.print(bill, out());
            }
            return 0;
        }
        JsonNode made = client.get(path + "/lines/" + line + "/entries?limit=" + limit);
        if (printedJson(made)) {
            return 0;
        }
        Table table = new Table()
                .number("ENTRY")
                .text("TIME")
                .text("EXCHANGE")
                .text("DEPLOYMENT")
                .number("IN")
                .number("OUT")
                .text("ERROR")
                .number("COST");
        made.path("data")
                .forEach(each -> table.row(
                        Long.toString(each.path("entry").asLong()),
                        Shown.time(each, "at"),
                        Shown.text(each, "exchange"),
                        Shown.text(each, "deployment"),
                        Shown.number(each, "input_tokens"),
                        Shown.number(each, "output_tokens"),
                        Shown.text(each, "error"),
                        Shown.text(each, "cost").isEmpty() ? "-" : Shown.text(each, "cost")));
        table.print(out());
        if (made.path("next").isString()) {
            out().println("…");
        }
        for (JsonNode part : made.path("elsewhere")) {
            out().println(Shown.count(part.path("charges").asLong(), "more charge") + " in the audit log "
                    + Shown.text(part, "log") + ": ask its node.");
        }
        return 0;
    }
}
