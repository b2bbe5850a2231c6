package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code weir usage check}. */
@Command(
        name = "check",
        description =
                "Compares the totals of usage with the ledger now, as the server does every night, and ends with 1 if they"
                        + " differ.")
final class UsageCheckCommand extends ApiCommand {
    @Option(names = "--days", paramLabel = "N", description = "How many days back; default: 35.")
    private int days = 35;

    UsageCheckCommand(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode result = client.post("/api/usage/check", Map.of("days", days));
        boolean equal = result.path("equal").asBoolean(false);
        if (!printedJson(result)) {
            print(result, equal);
        }
        return equal ? 0 : 1;
    }

    private void print(JsonNode result, boolean equal) {
        if (equal) {
            out().println(Shown.number(result, "totals") + " totals are what " + Shown.number(result, "entries")
                    + " entries add up to.");
            return;
        }
        out().println(Shown.number(result, "differences") + " values differ from what the ledger adds up to:");
        Table table = new Table()
                .text("TIME")
                .text("SPAN")
                .text("LABEL")
                .text("MODEL")
                .text("VALUE")
                .number("TOTAL")
                .number("LEDGER");
        result.path("found")
                .forEach(found -> table.row(
                        Shown.time(found, "at"),
                        Shown.text(found, "span"),
                        label(found),
                        Shown.text(found, "model"),
                        Shown.text(found, "measure"),
                        Shown.text(found, "total"),
                        Shown.text(found, "ledger")));
        table.print(out());
    }

    private static String label(JsonNode found) {
        String label = Shown.text(found, "label");
        return label.isEmpty() ? "-" : label + "=" + Shown.text(found, "value");
    }
}
