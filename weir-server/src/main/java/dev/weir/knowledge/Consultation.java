package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.NearestName;
import dev.weir.knowledge.embedding.EmbeddingModel;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Explanation;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * One or several knowledge bases, opened for questions. First {@link #vectors}, then {@link #search}, so that the two
 * can be timed apart. Close it soon: an index stays open while it is consulted.
 */
public final class Consultation implements AutoCloseable {
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(8);

    private final List<Opened> opened;

    private record Opened(Kb kb, OpenBases.Lease lease) {
        boolean isStillEmpty() {
            return lease.isExpectant() && lease.base().countPassages() == 0;
        }
    }

    private Consultation(List<Opened> opened) {
        this.opened = opened;
    }

    static Consultation of(List<Kb> bases, OpenBases open) {
        List<Opened> opened = new ArrayList<>();
        Consultation consultation = new Consultation(opened);
        try {
            for (Kb kb : bases) {
                opened.add(new Opened(kb, open.lease(kb)));
            }
            return consultation;
        } catch (RuntimeException e) {
            consultation.close();
            throw e;
        }
    }

    /** A passage and the knowledge base it is from. */
    public record Found(String knowledgeBase, Hit hit) {}

    /**
     * Waits, but not for long, while documents arrive at a base in which none can be found yet: after the first start, or
     * when a question follows at once on its documents. "Not in the documents" would be a wrong answer then.
     */
    void awaitWords() {
        long end = System.nanoTime() + MOST_PATIENCE.toNanos();
        while (opened.stream().anyMatch(Opened::isStillEmpty) && System.nanoTime() < end) {
            LockSupport.parkNanos(this, 20_000_000);
        }
    }

    /**
     * A field that nobody has is a mistake, and not the wish to find nothing. Only what the reader may see counts, so that
     * the answer tells nothing of other documents. Bases without documents are not asked.
     *
     * @throws Refusal that names the field, and what it may be meant for
     */
    void refuseUnknownFields(Question question) {
        Set<String> fields = MetadataFilter.fields(question.filter());
        if (fields.isEmpty()) {
            return;
        }
        SearchFilter visible = question.visible();
        List<KnowledgeBase> asked = opened.stream()
                .map(each -> each.lease.base())
                .filter(base -> base.has(visible))
                .toList();
        for (String field : fields) {
            if (!asked.isEmpty()
                    && asked.stream().noneMatch(base -> hasField(base, MetadataFilter.term(field), visible))) {
                throw unknown(field, asked, visible);
            }
        }
    }

    private static boolean hasField(KnowledgeBase base, String key, SearchFilter visible) {
        return base.has(new SearchFilter.AllOf(List.of(visible, new SearchFilter.Exists(key))));
    }

    private static Refusal unknown(String field, List<KnowledgeBase> asked, SearchFilter visible) {
        Set<String> known = new TreeSet<>();
        for (KnowledgeBase base : asked) {
            base.keys().stream()
                    .filter(key -> MetadataFilter.isField(key) && hasField(base, key, visible))
                    .forEach(key -> known.add(MetadataFilter.plain(key)));
        }
        String shown = field.length() > 120 ? field.substring(0, 120) + "…" : field;
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                "No document has the metadata field '" + shown + "'.",
                "filter." + shown,
                NearestName.to(field, known)
                        .map(near -> "Did you mean " + near + "?")
                        .orElse(
                                known.isEmpty()
                                        ? "The documents have no metadata."
                                        : "They have " + String.join(", ", known) + "."));
    }

    /** How the arms' scores become one: as the bases are set; where their settings differ, the default. */
    public Fusion fusion() {
        Set<Fusion> all =
                opened.stream().map(each -> each.kb.settings().fusing()).collect(Collectors.toSet());
        return all.size() == 1 ? all.iterator().next() : Fusion.DEFAULT;
    }

    private SearchRequest request(Question question, Opened base) {
        return question.request().fusing(base.kb.settings().fusing());
    }

    /** The question's vectors; none where no arm or no passage has a use for one. */
    public QuestionVectors vectors(Question question) {
        Map<String, float[]> vectors = new HashMap<>();
        for (Opened each : opened) {
            KnowledgeBase base = each.lease.base();
            if (!vectors.containsKey(base.encoder().name())) {
                float[] vector = base.vectorFor(request(question, each));
                if (vector != null) {
                    vectors.put(base.encoder().name(), vector);
                }
            }
        }
        return new QuestionVectors(vectors);
    }

    /**
     * The best passages of all the bases. Scores of different searches are on different scales, so with several
     * bases the hits of all are fused anew by their arms' own scores.
     */
    public List<Found> search(Question question, QuestionVectors vectors) {
        int each = opened.size() == 1 ? question.limit() : Math.min(1000, 2 * question.limit());
        List<Found> found = new ArrayList<>();
        for (Opened base : opened) {
            KnowledgeBase asked = base.lease.base();
            for (Hit hit : asked.search(request(question.limit(each), base), vectors.of(asked))) {
                found.add(new Found(base.kb.name(), hit));
            }
        }
        return opened.size() == 1 ? found : merged(found, question);
    }

    private List<Found> merged(List<Found> found, Question question) {
        double[] scores = scores(found, question);
        List<Found> rescored = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            rescored.add(
                    new Found(found.get(i).knowledgeBase(), found.get(i).hit().scored(scores[i])));
        }
        rescored.sort(
                Comparator.comparingDouble((Found each) -> each.hit().score()).reversed());
        return rescored.subList(0, Math.min(rescored.size(), question.limit()));
    }

    private double[] scores(List<Found> found, Question question) {
        Set<Arm> arms = fusion().arms(question.arms());
        List<Hit.Opinion> words = Together.opinions(found, Arm.BM25);
        List<Hit.Opinion> meaning = Together.opinions(found, Arm.DENSE);
        if (arms.size() > 1) {
            return fusion().fuse(words, meaning);
        }
        return (arms.contains(Arm.BM25) ? words : meaning)
                .stream().mapToDouble(Hit.Opinion::score).toArray();
    }

    /** How the first base's search came to rank a document. */
    public Explanation explain(Question question, QuestionVectors vectors, String documentId) {
        return base().explain(request(question, opened.getFirst()), vectors.of(base()), documentId);
    }

    /** Whether the first base's vectors are that model's alone. */
    boolean embedsWith(EmbeddingModel model) {
        return base().encoder().name().equals(model.fullName());
    }

    /** How near passages of the first base are to a vector, by chunk id; absent where there is no vector yet. */
    Map<String, Double> cosines(List<String> chunkIds, float[] vector) {
        return base().cosines(chunkIds, vector);
    }

    /** Passages of all the bases that have no vector yet. */
    public int countWaiting() {
        return opened.stream()
                .mapToInt(each -> each.lease.base().countWaiting())
                .sum();
    }

    /** The first base. */
    KnowledgeBase base() {
        return opened.getFirst().lease.base();
    }

    /** Changes with every change that a search could see. */
    String version() {
        return opened.stream()
                .map(each -> each.kb.id() + "=" + each.lease.base().version() + " "
                        + each.kb.settings().fusing())
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        opened.forEach(each -> each.lease.close());
    }
}
