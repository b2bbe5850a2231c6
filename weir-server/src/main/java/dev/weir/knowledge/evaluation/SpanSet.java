package dev.weir.knowledge.evaluation;

import dev.weir.spi.document.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents, questions, and the very words that answer them: {@code corpus.jsonl}, {@code queries.jsonl} and {@code
 * qrels_spans.tsv} (question, document, start, end; a line of names first) in one folder.
 *
 * @param questions only those that have a span
 * @param spans by question, then document
 */
public record SpanSet(
        List<JudgedSet.Text> documents, List<JudgedSet.Text> questions, Map<String, Map<String, List<Span>>> spans) {
    private static final String SPANS = "qrels_spans.tsv";

    /** Whether a folder holds such a set. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(SPANS));
    }

    /**
     * @throws IOException where a file is missing or a line of it is not what it should be, with its number
     */
    public static SpanSet read(Path folder) throws IOException {
        Map<String, Map<String, List<Span>>> spans = spans(folder.resolve(SPANS));
        List<JudgedSet.Text> questions = JudgedSet.texts(folder.resolve("queries.jsonl")).stream()
                .filter(question -> spans.containsKey(question.id()))
                .toList();
        return new SpanSet(JudgedSet.texts(folder.resolve("corpus.jsonl")), questions, spans);
    }

    private static Map<String, Map<String, List<Span>>> spans(Path file) throws IOException {
        Map<String, Map<String, List<Span>>> spans = new LinkedHashMap<>();
        List<String> lines = JudgedSet.lines(file);
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\t");
            try {
                spans.computeIfAbsent(cells[0], _ -> new LinkedHashMap<>())
                        .computeIfAbsent(cells[1], _ -> new ArrayList<>())
                        .add(new Span(Integer.parseInt(cells[2].strip()), Integer.parseInt(cells[3].strip())));
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new IOException(
                        file + ", line " + (i + 1) + ": needs question, document, start and end, parted by tabs", e);
            }
        }
        return spans;
    }
}
