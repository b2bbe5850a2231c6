package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Trains a classifier. */
@Command(
        name = "train",
        description =
                "Trains a classifier of prompts from labelled ones, and says how often it is right on prompts that"
                        + " it has not seen.")
final class ModelsTrain extends ApiCommand {
    @Option(
            names = "--labels",
            paramLabel = "FILE",
            required = true,
            description =
                    "One prompt a line: {\"text\": …, \"kind\": …, \"complexity\": …}; either label may be absent.")
    private Path labels = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "The classifier's name; \"prompts\" if absent.")
    private String name = "prompts";

    ModelsTrain(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        JsonNode version = client.post("/api/classifiers", Map.of("name", name, "examples", examples()));
        if (!printedJson(version)) {
            ClassifierText.print(out(), version);
        }
        return 0;
    }

    private List<JsonNode> examples() throws IOException {
        List<JsonNode> examples = new ArrayList<>();
        int line = 0;
        for (String text : Files.readAllLines(labels)) {
            line++;
            if (!text.isBlank()) {
                try {
                    examples.add(Json.MAPPER.readTree(text));
                } catch (JacksonException e) {
                    throw new CommandFailure(labels + ", line " + line + " is not JSON: " + e.getOriginalMessage());
                }
            }
        }
        return examples;
    }
}
