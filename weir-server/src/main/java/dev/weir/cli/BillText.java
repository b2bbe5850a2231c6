package dev.weir.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** An invoice as a reader sees it. */
final class BillText {
    private BillText() {}

    static void print(JsonNode bill, PrintWriter out) {
        out.println(title(bill));
        out.println();
        String currency = Shown.text(bill, "currency");
        Table table = new Table()
                .number("LINE")
                .text("WHAT")
                .text("PROJECT")
                .text("MODEL")
                .text("METER")
                .number("QUANTITY")
                .text("PRICE")
                .number("AMOUNT");
        bill.path("lines")
                .forEach(line -> table.row(
                        Shown.number(line, "line"),
                        Shown.text(line, "kind"),
                        Shown.text(line, "project_name"),
                        Shown.text(line, "model"),
                        Shown.text(line, "meter"),
                        line.has("quantity") ? Shown.number(line, "quantity") : "",
                        Shown.text(line, "text"),
                        Shown.text(line, "amount")));
        if (table.isEmpty()) {
            out.println("Nothing was used.");
        } else {
            table.print(out);
        }
        out.println();
        Table totals = new Table().text("").number(currency);
        totals.row("Subtotal", Shown.text(bill, "subtotal"));
        JsonNode tax = bill.path("tax");
        if (tax.isObject()) {
            totals.row(Shown.text(tax, "name") + " " + Shown.text(tax, "rate") + " %", Shown.text(tax, "amount"));
        }
        totals.row("Total", Shown.text(bill, "total"));
        bill.path("payments").forEach(paid -> totals.row("Prepaid", "-" + Shown.text(paid, "amount")));
        totals.row("Due", Shown.text(bill, "due"));
        totals.print(out);
        bill.path("missing").forEach(why -> out.println("note: " + why.asString("")));
        out.println();
        for (JsonNode log : bill.path("logs")) {
            out.println("Entries " + log.path("from").asLong() + " to "
                    + log.path("to").asLong() + " of the audit log " + Shown.text(log, "origin")
                    + ", in the checkpoint of " + log.path("size").asLong() + ".");
        }
    }

    static String title(JsonNode bill) {
        String number = Shown.text(bill, "number");
        String state = Shown.text(bill, "state");
        return (number.isEmpty() ? "Draft" : "Invoice " + number) + " of " + Shown.text(bill, "month") + " for "
                + Shown.text(bill, "organization_name")
                + (state.equals("void") ? ", void: " + Shown.text(bill, "reason") : "");
    }
}
