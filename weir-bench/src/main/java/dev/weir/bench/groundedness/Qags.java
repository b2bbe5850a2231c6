package dev.weir.bench.groundedness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sentences of summaries that models wrote, each judged by three people (A. Wang et al., "Asking and Answering Questions
 * to Evaluate the Factual Consistency of Summaries", 2020). For measuring only: nothing is fitted or chosen on it.
 */
final class Qags {
    private Qags() {}

    /** The sentences of one file. */
    static List<Example> examples(Path file) throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode record = JsonMapper.shared().readTree(line);
            examples.add(new Example(
                    "qags",
                    record.path("doc_id").asString(),
                    record.path("claim").asString(),
                    List.of(record.path("source").asString()),
                    record.path("label_supported").asInt(0) == 1));
        }
        return examples;
    }
}
