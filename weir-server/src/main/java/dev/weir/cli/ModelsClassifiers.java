package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists the classifiers. */
@Command(
        name = "classifiers",
        description =
                "Lists the classifiers of prompts and how often they are right on prompts that they have not seen.")
final class ModelsClassifiers extends ApiCommand {
    ModelsClassifiers(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode all = client.get("/api/classifiers");
        if (!printedJson(all)) {
            all.path("data").forEach(version -> ClassifierText.print(out(), version));
        }
        return 0;
    }
}
