package dev.weir.cli;

import dev.weir.billing.InvoiceCheck;
import dev.weir.billing.InvoiceReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The month's bill, and the proof of its lines. */
final class BillStation implements Station {
    @Override
    public String title() {
        return "A bill whose lines prove themselves";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("The bill is made of the same leaves, so that anybody can add it up again, without Weir.");
        guide.command("./weir bill preview");
        JsonNode bill = guide.client().get("/api/invoices/current");
        BillText.print(bill, guide.out());
        Path file = guide.data().resolve("bill.jsonl");
        guide.command("./weir bill export current " + file + "\n./weir bill verify " + file);
        BillExport.proof(guide.client(), "/api/invoices/current", file);
        InvoiceReport report = InvoiceCheck.check(file, List.of());
        if (!report.valid() || report.charges() == 0) {
            throw new CommandFailure("The bill does not prove: " + String.join("; ", report.findings()));
        }
        guide.say("Valid: " + Shown.count(report.lines(), "line") + " of " + Shown.count(report.charges(), "charge")
                + " agree with the signed log and with the plan.");
    }
}
