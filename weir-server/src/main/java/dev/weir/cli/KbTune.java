package dev.weir.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Fits the fusion of a knowledge base to its judged queries. */
@Command(
        name = "tune",
        description = {
            "Fits how much meaning counts against words to a knowledge base's judged queries.",
            "The gain is measured on queries that had no part in the choice; where it is not more than luck, nothing changes."
        })
final class KbTune extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Option(names = "--apply", description = "Set the new fusion if there is a gain.")
    private boolean apply;

    KbTune(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode tuned = client.post(KbCommand.path(base) + "/tune", Map.of("apply", apply));
        if (printedJson(tuned)) {
            return 0;
        }
        JsonNode gain = tuned.path("gain");
        out().println("Best on " + Shown.count(tuned.path("questions").asLong(0), "judged query", "judged queries")
                + ": " + tuned.path("fusion"));
        out().printf(
                        Locale.ROOT,
                        "Gain in nDCG@10 on held-out queries: %+.4f (95 %% from %+.4f to %+.4f, p %.4f)%n",
                        gain.path("mean").asDouble(0),
                        gain.path("low").asDouble(0),
                        gain.path("high").asDouble(0),
                        gain.path("p").asDouble(0));
        out().println(Shown.text(tuned, "outcome"));
        return 0;
    }
}
