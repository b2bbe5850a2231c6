package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Trains a classifier. */
@Command(
        name = "train",
        description =
                "Trains a classifier of prompts from labelled ones or from results of an evaluation, and says how often it"
                        + " is right on prompts that it has not seen.")
final class ModelsTrain extends ApiCommand {
    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** What is learned from. */
    static final class Source {
        @Option(
                names = "--labels",
                paramLabel = "FILE",
                required = true,
                description =
                        "One prompt a line: {\"text\": …, \"kind\": …, \"complexity\": …}; either label may be absent.")
        private @Nullable Path labels;

        @Option(
                names = "--results",
                paramLabel = "FILE",
                required = true,
                description =
                        "One result of an evaluation a line: {\"text\": …, \"model\": …, \"score\": …, \"cost\": …};"
                                + " a prompt's kind is the cheapest model that is nearly as good as the best.")
        private @Nullable Path results;
    }

    @Option(
            names = "--margin",
            paramLabel = "SCORE",
            description = "With --results: how far below the best score a cheaper model may be; 0.05 if absent.")
    private double margin = 0.05;

    @Option(names = "--name", paramLabel = "NAME", description = "The classifier's name; \"prompts\" if absent.")
    private String name = "prompts";

    ModelsTrain(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Path results = source.results;
        Map<String, Object> wanted = results == null
                ? Map.of("name", name, "examples", lines(Objects.requireNonNull(source.labels)))
                : Map.of("name", name, "results", lines(results), "margin", margin);
        JsonNode version = client.post("/api/classifiers", wanted);
        if (!printedJson(version)) {
            ClassifierText.print(out(), version);
        }
        return 0;
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> examples = new ArrayList<>();
        int line = 0;
        for (String text : Files.readAllLines(file)) {
            line++;
            if (!text.isBlank()) {
                try {
                    examples.add(Json.MAPPER.readTree(text));
                } catch (JacksonException e) {
                    throw new CommandFailure(file + ", line " + line + " is not JSON: " + e.getOriginalMessage());
                }
            }
        }
        return examples;
    }
}
