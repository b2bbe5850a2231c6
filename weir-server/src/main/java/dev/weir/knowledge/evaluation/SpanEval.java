package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.KnowledgeBase;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Asks a knowledge base the questions of a {@link SpanSet} and measures the words that would go before a model. */
public final class SpanEval {
    private final KnowledgeBase base;
    private final SpanSet set;
    private final int limit;

    /**
     * @param limit passages for each question
     */
    public SpanEval(KnowledgeBase base, SpanSet set, int limit) {
        this.base = base;
        this.set = set;
        this.limit = limit;
    }

    /**
     * Means over the questions.
     *
     * @param characters found for a question
     */
    public record Figures(
            Mode mode, int questions, int passages, double recall, double precision, double iou, double characters) {}

    /** Asks every question. */
    public Figures measure(Mode mode, Fusion fusion) {
        List<Overlap> overlaps = new ArrayList<>();
        for (JudgedSet.Text question : set.questions()) {
            overlaps.add(
                    Overlap.of(ask(question.text(), mode, fusion), set.spans().getOrDefault(question.id(), Map.of())));
        }
        return new Figures(
                mode,
                overlaps.size(),
                base.countPassages(),
                mean(overlaps, Overlap::recall),
                mean(overlaps, Overlap::precision),
                mean(overlaps, Overlap::iou),
                mean(overlaps, Overlap::found));
    }

    private Map<String, List<Span>> ask(String question, Mode mode, Fusion fusion) {
        SearchRequest request =
                SearchRequest.hybrid(question, limit).asking(mode.arms()).fusing(fusion);
        Map<String, List<Span>> found = new HashMap<>();
        for (Hit hit : base.search(request)) {
            found.computeIfAbsent(hit.documentId(), _ -> new ArrayList<>())
                    .add(hit.context().span());
        }
        return found;
    }

    private static double mean(List<Overlap> overlaps, ToDoubleFunction<Overlap> measure) {
        return overlaps.stream().mapToDouble(measure).average().orElse(0);
    }
}
