package dev.weir.knowledge;

import dev.weir.knowledge.document.Chunk;
import dev.weir.knowledge.document.Span;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Explanation;
import dev.weir.knowledge.index.Hit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What {@code /api/kb} answers, field by field. */
final class KnowledgeJson {
    private KnowledgeJson() {}

    record Page<T>(List<T> data, @Nullable String next) {}

    record Base(
            String id,
            String name,
            boolean installation,
            String embedding,
            String fusion,
            String chunker,
            long documents,
            long unfinished,
            long failed,
            long chunks,
            long bytes,
            String createdAt) {
        static Base of(KbSummary kb) {
            return new Base(
                    kb.id(),
                    kb.name(),
                    kb.installation(),
                    BaseBody.EMBEDDING,
                    BaseBody.FUSION,
                    BaseBody.CHUNKER,
                    kb.documents(),
                    kb.unfinished(),
                    kb.failed(),
                    kb.chunks(),
                    kb.bytes(),
                    kb.createdAt().toString());
        }
    }

    /**
     * What became of a document.
     *
     * @param line where it stood in JSONL
     */
    record Outcome(
            @Nullable String id,
            String state,
            @Nullable String reason,
            int chunks,
            @Nullable Integer line) {}

    record Document(
            String id,
            String title,
            String state,
            @Nullable String reason,
            int chunks,
            long bytes,
            ObjectNode metadata,
            Readers access,
            String createdAt,
            String updatedAt,
            KbDocument.@Nullable Progress progress) {
        static Document of(KbDocument document) {
            return new Document(
                    document.id(),
                    document.title(),
                    document.state().wireName(),
                    document.reason(),
                    document.chunks(),
                    document.bytes(),
                    document.metadata(),
                    document.readers(),
                    document.createdAt().toString(),
                    document.updatedAt().toString(),
                    document.progress());
        }
    }

    /** A stretch of a document's text, in UTF-16 units. */
    record Place(int start, int end) {
        static Place of(Span span) {
            return new Place(span.start(), span.end());
        }
    }

    record PassagePlace(
            String chunkId,
            Place span,
            String heading,
            @Nullable Integer page) {
        static PassagePlace of(String documentId, Chunk chunk) {
            return new PassagePlace(
                    documentId + "#" + chunk.ordinal(), Place.of(chunk.span()), joined(chunk.headings()), chunk.page());
        }
    }

    /** A document with its text and how it was cut. */
    record Whole(
            String id,
            String title,
            String state,
            @Nullable String reason,
            int chunks,
            ObjectNode metadata,
            Readers access,
            String text,
            List<PassagePlace> passages) {
        static Whole of(KbDocument document, Knowledge.FullText full) {
            return new Whole(
                    document.id(),
                    document.title(),
                    document.state().wireName(),
                    document.reason(),
                    document.chunks(),
                    document.metadata(),
                    document.readers(),
                    full.text().text(),
                    full.chunks().stream()
                            .map(chunk -> PassagePlace.of(document.id(), chunk))
                            .toList());
        }
    }

    record Found(
            String documentId,
            String chunkId,
            String title,
            double score,
            Map<String, Double> scores,
            Map<String, Integer> ranks,
            String text,
            Place span,
            @Nullable Integer page,
            String heading) {
        static Found of(Hit hit) {
            return new Found(
                    hit.documentId(),
                    hit.chunkId(),
                    hit.title(),
                    hit.score(),
                    byArm(hit.arms(), Hit.Opinion::score),
                    byArm(hit.arms(), Hit.Opinion::rank),
                    hit.text(),
                    Place.of(hit.span()),
                    hit.page(),
                    joined(hit.headings()));
        }
    }

    /**
     * Hits.
     *
     * @param waiting passages that have no vector yet and are found by their words alone
     */
    record Results(List<Found> data, @Nullable String next, int waiting) {}

    /** How a document came to its rank. */
    record Explained(
            String documentId, String outcome, int candidates, Map<String, Arithmetic> arms, List<Step> passages) {}

    record Arithmetic(double weight, double mean, double deviation) {
        static Arithmetic of(Explanation.Scale scale) {
            return new Arithmetic(scale.weight(), scale.mean(), scale.deviation());
        }
    }

    /**
     * One passage.
     *
     * @param rank among all candidates; 0 where no arm listed it
     */
    record Step(
            String chunkId,
            Place span,
            String heading,
            Map<String, Double> scores,
            Map<String, Integer> ranks,
            Map<String, Double> standardScores,
            double fused,
            int rank) {
        static Step of(Explanation.Step step) {
            return new Step(
                    step.chunkId(),
                    Place.of(step.chunk().span()),
                    joined(step.chunk().headings()),
                    byArm(step.arms(), Explanation.Opinion::score),
                    byArm(step.arms(), Explanation.Opinion::rank),
                    byArm(step.arms(), Explanation.Opinion::standard),
                    step.fused(),
                    step.rank());
        }
    }

    static <A, B> Map<String, B> byArm(Map<Arm, A> arms, Function<A, B> value) {
        Map<String, B> named = new TreeMap<>();
        arms.forEach((arm, opinion) -> named.put(arm.wireName(), value.apply(opinion)));
        return named;
    }

    /** The headings a passage stands under, outermost first. */
    static String joined(List<String> headings) {
        return String.join(" › ", headings);
    }
}
