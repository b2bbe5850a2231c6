package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.KnowledgeBase;
import dev.weir.knowledge.index.Hit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Asks a knowledge base judged questions and keeps what comes back, document by document. */
public final class RetrievalEval {
    /** So deep that a hundred documents come together even where many passages are of few. */
    private static final int CANDIDATES = 400;

    private static final int MOST_HITS = 1000;

    private final KnowledgeBase base;
    private final List<Judged> questions;

    public RetrievalEval(KnowledgeBase base, List<Judged> questions) {
        this.base = base;
        this.questions = List.copyOf(questions);
    }

    /** Asks every question. */
    public Measured measure(Configuration configuration) {
        List<Ranking> rankings = new ArrayList<>();
        for (Judged each : questions) {
            List<String> found = base
                    .search(configuration
                            .request(each.question(), Measure.DEPTH)
                            .byDocument()
                            .deep(CANDIDATES))
                    .stream()
                    .map(Hit::documentId)
                    .toList();
            rankings.add(new Ranking(found, each.grades()));
        }
        return new Measured(configuration.name(), rankings);
    }

    /** Fits how much meaning counts against words, see {@link Tuning}. */
    public Tuning tune(Configuration current) {
        List<Tuning.Pool> pools = new ArrayList<>();
        for (Judged each : questions) {
            List<Hit> candidates = base.search(
                    Tuning.EVERYTHING.request(each.question(), MOST_HITS).deep(CANDIDATES));
            pools.add(new Tuning.Pool(candidates, each.grades()));
        }
        return Tuning.fit(pools, measure(current));
    }

    /** The documents of hits, each at the place of its best. */
    static List<String> documents(List<Hit> hits) {
        SequencedSet<String> documents = new LinkedHashSet<>();
        hits.forEach(hit -> documents.add(hit.documentId()));
        return documents.stream().limit(Measure.DEPTH).toList();
    }
}
