package dev.weir.knowledge.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.KnowledgeBase;
import dev.weir.knowledge.KnowledgeEngine;
import dev.weir.knowledge.NewDocument;
import dev.weir.knowledge.SharedData;
import dev.weir.knowledge.answer.Confidence.Signs;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the questions of the chunking evaluation twice: with their document visible, and with it hidden, so
 * that only foreign documents are left. Writes the signs of every answer to the build folder, which is what
 * the weights of {@link Confidence} are fitted on; every second question is kept out of the fit.
 */
@Tag("long")
class RefusalRatesTest {
    private record Question(String id, String text, String document, List<Span> gold) {}

    private record Outcome(Question question, boolean visible, Signs signs, boolean hitsGold) {
        boolean answered() {
            return Confidence.of(signs) >= Confidence.THRESHOLD;
        }
    }

    @TempDir
    Path directory;

    @Test
    void mostQuestionsAreAnsweredFromTheirDocumentAndFewFromOthers() throws Exception {
        Path folder = SharedData.folder("retrieval/chunking_eval");
        List<Outcome> outcomes = new ArrayList<>();
        try (KnowledgeEngine engine = new KnowledgeEngine(new Embedder());
                KnowledgeBase base = engine.open(directory, KnowledgeBase.Listener.none())) {
            for (JsonNode document : records(folder.resolve("corpus.jsonl"))) {
                String id = document.required("_id").asString();
                base.add(new NewDocument(
                        id, DocumentText.plain(id, document.required("text").asString())));
            }
            base.awaitVectors();
            ExtractiveAnswerer answerer = new ExtractiveAnswerer(engine.embedder());
            for (Question question : sample(questions(folder))) {
                outcomes.add(ask(base, answerer, question, true));
                outcomes.add(ask(base, answerer, question, false));
            }
        }
        write(outcomes);
        List<Outcome> unseen = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (i / 2 % 2 == 1) {
                unseen.add(outcomes.get(i));
            }
        }
        double answered = share(unseen, true);
        double misled = share(unseen, false);
        double right =
                outcomes.stream().filter(o -> o.visible() && o.hitsGold()).count() * 2.0 / outcomes.size();
        System.out.printf(
                Locale.ROOT,
                "answered with document %.3f, without %.3f; quotes touch the marked passage %.3f; questions %d%n",
                answered,
                misled,
                right,
                outcomes.size() / 2);

        assertThat(answered).isGreaterThan(.9);
        assertThat(misled).isLessThan(.1);
    }

    private static double share(List<Outcome> outcomes, boolean visible) {
        return outcomes.stream()
                .filter(outcome -> outcome.visible() == visible)
                .mapToInt(outcome -> outcome.answered() ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static Outcome ask(KnowledgeBase base, ExtractiveAnswerer answerer, Question question, boolean visible) {
        SearchFilter own = new SearchFilter.Documents(Set.of(question.document()));
        SearchFilter filter = visible ? new SearchFilter.Everything() : new SearchFilter.Not(own);
        var hits = base.search(SearchRequest.hybrid(question.text(), 8).seeing(filter));
        var findings = answerer.look(question.text(), hits);
        boolean gold = findings.chosen().stream()
                .map(ExtractiveAnswerer.Scored::sentence)
                .anyMatch(sentence -> sentence.documentId().equals(question.document())
                        && question.gold().stream().anyMatch(sentence.span()::overlaps));
        return new Outcome(question, visible, findings.signs(), gold);
    }

    private static List<Question> sample(List<Question> all) {
        int step = Integer.getInteger("weir.test.everyNth", 3);
        List<Question> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    private static List<Question> questions(Path folder) throws IOException {
        Map<String, List<Span>> gold = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("qrels_spans.tsv")).stream()
                .skip(1)
                .toList()) {
            String[] cells = line.split("\t");
            gold.computeIfAbsent(cells[0], _ -> new ArrayList<>())
                    .add(new Span(Integer.parseInt(cells[2]), Integer.parseInt(cells[3])));
        }
        List<Question> questions = new ArrayList<>();
        for (JsonNode record : records(folder.resolve("queries.jsonl"))) {
            String id = record.required("_id").asString();
            String document = record.required("metadata").required("corpus").asString();
            questions.add(
                    new Question(id, record.required("text").asString(), document, gold.getOrDefault(id, List.of())));
        }
        return questions;
    }

    private static List<JsonNode> records(Path file) throws IOException {
        JsonMapper json = JsonMapper.shared();
        return Files.readAllLines(file).stream().map(json::readTree).toList();
    }

    private static void write(List<Outcome> outcomes) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Outcome o : outcomes) {
            Signs s = o.signs();
            lines.add(String.format(
                    Locale.ROOT,
                    "%s\t%s\t%d\t%.4f\t%.4f\t%.4f\t%d",
                    o.question().id(),
                    o.question().document(),
                    o.visible() ? 1 : 0,
                    s.nearestSentence(),
                    s.coverage(),
                    s.nearestPassage(),
                    o.hitsGold() ? 1 : 0));
        }
        Files.write(Path.of("target", "extractive-signs.tsv"), lines);
    }
}
