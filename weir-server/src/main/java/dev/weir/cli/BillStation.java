package dev.weir.cli;

import dev.weir.billing.InvoiceCheck;
import dev.weir.billing.InvoiceReport;
import dev.weir.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The month's bill, and the proof of its lines. */
final class BillStation implements Station {
    private static final String PLAN = "{\"name\": \"Tour\", \"from\": \"%s\", \"prices\": [{\"meter\": \"requests\", "
            + "\"per\": 1, \"price\": \"0.02\"}], \"tax\": {\"name\": \"VAT\", \"rate\": \"19\"}}";

    @Override
    public String title() {
        return "A bill whose lines prove themselves";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("The bill is made of the same leaves, so that anybody can add it up again, without Weir.");
        String month = Shown.text(guide.client().get("/api/invoices/current"), "month");
        guide.command("echo '" + PLAN.formatted(month) + "' > plan.json\n./weir bill plan plan.json");
        guide.client().post("/api/plans", Json.tree(PLAN.formatted(month).getBytes(StandardCharsets.UTF_8)));
        guide.command("./weir bill preview");
        JsonNode bill = guide.client().get("/api/invoices/current");
        BillText.print(bill, guide.out());
        Path file = guide.data().resolve("bill.jsonl");
        guide.command("./weir bill export current " + file + "\n./weir bill verify " + file);
        BillExport.proof(guide.client(), "/api/invoices/current", file);
        InvoiceReport report = InvoiceCheck.check(List.of(file), List.of());
        if (!report.valid() || report.charges() == 0) {
            throw new CommandFailure("The bill does not prove: " + String.join("; ", report.findings()));
        }
        guide.say("Valid: " + Shown.count(report.lines(), "line") + " of " + Shown.count(report.charges(), "charge")
                + " agree with the signed log and with the plan.");
    }
}
