package dev.weir.knowledge.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents, questions, and which documents answer which: a test set in BEIR's layout, {@code corpus.jsonl},
 * {@code queries.jsonl} and {@code qrels.tsv} in one folder.
 *
 * @param questions only those that have a judgment
 * @param judgments by question, then document; above 0 is relevant
 */
public record JudgedSet(List<Text> documents, List<Text> questions, Map<String, Map<String, Integer>> judgments) {

    /** A document or a question; a question has no title. */
    public record Text(String id, String title, String text) {}

    /** The questions with what is known of them. */
    public List<Judged> judged() {
        return questions.stream()
                .map(question -> new Judged(question.text(), judgments.getOrDefault(question.id(), Map.of())))
                .toList();
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @throws IOException where a file is missing or a line of it is not what it should be, with its number
     */
    public static JudgedSet read(Path folder) throws IOException {
        Map<String, Map<String, Integer>> judgments = judgments(folder.resolve("qrels.tsv"));
        List<Text> questions = texts(folder.resolve("queries.jsonl")).stream()
                .filter(question -> judgments.containsKey(question.id()))
                .toList();
        return new JudgedSet(texts(folder.resolve("corpus.jsonl")), questions, judgments);
    }

    static List<Text> texts(Path file) throws IOException {
        List<Text> texts = new ArrayList<>();
        for (String line : lines(file)) {
            if (!line.isBlank()) {
                texts.add(text(file, texts.size() + 1, line));
            }
        }
        return texts;
    }

    private static Text text(Path file, int number, String line) throws IOException {
        try {
            JsonNode node = JSON.readTree(line);
            return new Text(
                    node.required("_id").asString(),
                    node.path("title").asString(""),
                    node.required("text").asString());
        } catch (JacksonException e) {
            throw new IOException(file + ", record " + number + ": needs an object with _id and text", e);
        }
    }

    private static Map<String, Map<String, Integer>> judgments(Path file) throws IOException {
        Map<String, Map<String, Integer>> judgments = new LinkedHashMap<>();
        List<String> lines = lines(file);
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\t");
            try {
                judgments
                        .computeIfAbsent(cells[0], _ -> new LinkedHashMap<>())
                        .put(cells[1], Integer.valueOf(cells[2].strip()));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IOException(
                        file + ", line " + (i + 1) + ": needs question, document and grade, parted by tabs", e);
            }
        }
        return judgments;
    }

    static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    file + " is missing; a test set is a folder with corpus.jsonl, queries.jsonl and qrels.tsv", e);
        }
    }
}
