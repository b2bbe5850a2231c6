package dev.weir.cli;

import dev.weir.audit.Evidence;
import dev.weir.audit.OfflineLog;
import dev.weir.audit.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A promise that was signed, and the log that has to keep it. */
final class ReceiptStation implements Station {
    @Override
    public String title() {
        return "A receipt, and the log that keeps its promise";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        String exchange = guide.calls().getLast().exchange();
        guide.say("Every attempt and every cost is a leaf of a Merkle tree. A receipt is a signed promise of leaves.");
        guide.command("curl $WEIR_URL/api/exchanges/" + exchange
                + "/receipt -H \"Authorization: Bearer $WEIR_API_KEY\" > receipt.json");
        JsonNode receipt = guide.client().get("/api/exchanges/" + exchange + "/receipt");
        receipt.path("entries")
                .forEach(entry -> guide.say("entry " + entry.path("entry").asLong() + "  " + Shown.text(entry, "kind")
                        + "  " + Shown.text(entry, "leaf")));
        Path file = Files.writeString(guide.data().resolve("receipt.json"), receipt.toString());
        guide.client().post("/api/audit/checkpoint", Map.of());
        guide.command("./weir audit verify --data " + guide.data() + " --receipt " + file);
        try (OfflineLog log = OfflineLog.open(guide.data(), List.of())) {
            Report report = log.check(Evidence.in(List.of(), List.of(file)));
            if (!report.valid() || report.promises() < receipt.path("entries").size()) {
                throw new CommandFailure("The log does not keep the receipt's promise.");
            }
            guide.say("Valid: " + Shown.count(report.entries(), "entry").replace("entrys", "entries") + ", "
                    + Shown.count(report.checkpoints(), "checkpoint") + " and "
                    + Shown.count(report.promises(), "promise") + " of receipts agree.");
        }
    }
}
