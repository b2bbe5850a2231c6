package dev.weir.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Compares what a provider says with the ledger. */
@Command(
        name = "reconcile",
        description = "Compares a provider's usage or cost export with the ledger, by day and model, and names the"
                + " attempts that may explain where they differ. Ends with 1 if they do.")
final class BillReconcile extends ApiCommand {
    @Parameters(paramLabel = "FILE", description = "The CSV as the provider's console exports it.")
    private Path file = Path.of("usage.csv");

    @Option(names = "--provider", required = true, paramLabel = "KIND", description = "openai or anthropic.")
    private String provider = "";

    @Option(
            names = "--provider-key",
            paramLabel = "KEY=PROVIDER",
            description = "Which provider of weir.yaml uses a key, by its name in the export; tells keys apart. May be"
                    + " given several times.")
    private Map<String, String> keys = new HashMap<>();

    BillReconcile(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        String csv;
        try {
            csv = Files.readString(file);
        } catch (MalformedInputException e) {
            throw new CommandFailure(file + " is not text in UTF-8.");
        }
        JsonNode result = client.post("/api/reconciliations", Map.of("provider", provider, "csv", csv, "keys", keys));
        boolean equal = result.path("differences").isEmpty();
        if (!printedJson(result)) {
            tell(result);
        }
        return equal ? 0 : 1;
    }

    private void tell(JsonNode result) {
        for (JsonNode each : result.path("differences")) {
            String key = Shown.text(each, "key");
            out().println(Shown.text(each, "day") + "  " + Shown.text(each, "model")
                    + (key.isEmpty() ? "" : "  " + key));
            each.path("what").forEach(what -> out().println("  " + what.asString("")));
            each.path("attempts")
                    .forEach(attempt -> out().println("    " + Shown.text(attempt, "attempt") + " of "
                            + Shown.text(attempt, "exchange") + ": " + Shown.text(attempt, "why") + " ("
                            + Shown.number(attempt, "input_tokens") + " in, "
                            + Shown.number(attempt, "output_tokens") + " out, " + Shown.text(attempt, "cost") + ")"));
        }
        result.path("skipped")
                .forEach(row -> err().println("note: line " + Shown.number(row, "line") + " was left out: "
                        + Shown.text(row, "why")));
        int differing = result.path("differences").size();
        out().println(Shown.count(result.path("rows").asLong(), "row") + ", " + Shown.text(result, "from") + " to "
                + Shown.text(result, "to") + ": " + Shown.number(result, "matched") + " of "
                + Shown.number(result.path("matched").asLong() + differing) + " days and models agree.");
    }
}
