package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.KnowledgeBase;
import dev.weir.knowledge.NewDocument;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.DocumentText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Asks a knowledge base the questions of a {@link JudgedSet} and measures what comes back, document by document. */
public final class RetrievalEval {
    private static final int DEPTH = 100;
    private static final int CANDIDATES = 400;
    private static final int WRITE = 256;

    private final KnowledgeBase base;
    private final JudgedSet set;

    public RetrievalEval(KnowledgeBase base, JudgedSet set) {
        this.base = base;
        this.set = set;
    }

    /** A choice of arms to be measured. */
    public enum Mode {
        BM25(EnumSet.of(Arm.BM25)),
        DENSE(EnumSet.of(Arm.DENSE)),
        HYBRID(EnumSet.allOf(Arm.class));

        private final Set<Arm> arms;

        Mode(Set<Arm> arms) {
            this.arms = Set.copyOf(arms);
        }

        public Set<Arm> arms() {
            return arms;
        }
    }

    /** Means over the questions. */
    public record Figures(Mode mode, int questions, double ndcg10, double recall10, double recall100, double mrr10) {}

    /** Takes the set's documents into the base and waits for their vectors. */
    public void load() throws InterruptedException {
        List<JudgedSet.Text> documents = set.documents();
        for (int from = 0; from < documents.size(); from += WRITE) {
            base.add(documents.subList(from, Math.min(from + WRITE, documents.size())).stream()
                    .filter(document -> !(document.title() + document.text()).isBlank())
                    .map(RetrievalEval::document)
                    .toList());
        }
        base.awaitVectors();
    }

    private static NewDocument document(JudgedSet.Text text) {
        String body = text.text().isBlank() ? text.title() : text.text();
        return new NewDocument(text.id(), DocumentText.plain(text.title(), body));
    }

    /** Asks every question. */
    public Figures measure(Mode mode) {
        return measure(mode, Fusion.DEFAULT);
    }

    /** As {@link #measure(Mode)}, with the arms joined so. */
    public Figures measure(Mode mode, Fusion fusion) {
        List<Ranking> rankings = new ArrayList<>();
        for (JudgedSet.Text question : set.questions()) {
            Map<String, Integer> grades = set.judgments().getOrDefault(question.id(), Map.of());
            rankings.add(new Ranking(ask(question.text(), mode, fusion), grades));
        }
        return new Figures(
                mode,
                rankings.size(),
                mean(rankings, ranking -> ranking.ndcg(10)),
                mean(rankings, ranking -> ranking.recall(10)),
                mean(rankings, ranking -> ranking.recall(DEPTH)),
                mean(rankings, ranking -> ranking.reciprocalRank(10)));
    }

    private List<String> ask(String question, Mode mode, Fusion fusion) {
        SearchRequest request = SearchRequest.hybrid(question, DEPTH)
                .asking(mode.arms())
                .fusing(fusion)
                .byDocument()
                .deep(CANDIDATES);
        return base.search(request).stream().map(Hit::documentId).toList();
    }

    private static double mean(List<Ranking> rankings, ToDoubleFunction<Ranking> measure) {
        return rankings.stream().mapToDouble(measure).average().orElse(0);
    }
}
