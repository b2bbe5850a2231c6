package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Lists the classifiers, or the versions of one, and goes back to one of them. */
@Command(
        name = "classifiers",
        description = {
            "Lists the classifiers of prompts and how often they are right on prompts that they have not seen.",
            "With a NAME: its versions; --use goes back to one of them."
        })
final class ModelsClassifiers extends ApiCommand {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "One classifier, with all its versions.")
    private @Nullable String name;

    @Option(names = "--use", paramLabel = "VERSION", description = "Use this version of NAME from now on.")
    private @Nullable Integer use;

    ModelsClassifiers(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        if (name == null) {
            return list(client);
        }
        String path = "/api/classifiers/" + WeirClient.encoded(name);
        if (use != null) {
            JsonNode used = client.put(path + "/version", Map.of("version", use));
            if (!printedJson(used)) {
                out().println("Version " + use + " of '" + name + "' is in use.");
            }
            return 0;
        }
        JsonNode versions = client.get(path + "/versions");
        if (!printedJson(versions)) {
            versions.path("data").forEach(version -> ClassifierText.print(out(), version));
            out().println("In use: version " + versions.path("in_use").asInt());
        }
        return 0;
    }

    private int list(WeirClient client) throws IOException, InterruptedException {
        if (use != null) {
            throw new CommandFailure("--use needs the NAME of the classifier.");
        }
        JsonNode all = client.get("/api/classifiers");
        if (!printedJson(all)) {
            all.path("data").forEach(version -> ClassifierText.print(out(), version));
        }
        return 0;
    }
}
