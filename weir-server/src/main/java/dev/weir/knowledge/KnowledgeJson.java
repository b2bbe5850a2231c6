package dev.weir.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Explanation;
import dev.weir.knowledge.index.Hit;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
            JsonNode fusion,
            JsonNode chunker,
            long documents,
            long unfinished,
            long failed,
            long chunks,
            long bytes,
            KbSummary.@Nullable Rebuilding rebuilding,
            String createdAt) {
        static Base of(KbSummary kb) {
            return new Base(
                    kb.id(),
                    kb.name(),
                    kb.installation(),
                    kb.settings().embeddingName(),
                    kb.settings().fusionJson(),
                    kb.settings().chunkerJson(),
                    kb.documents(),
                    kb.unfinished(),
                    kb.failed(),
                    kb.chunks(),
                    kb.bytes(),
                    kb.rebuilding(),
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

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Readers access,

            String createdAt,
            String updatedAt,
            KbDocument.@Nullable Progress progress) {
        /**
         * @param whole with who else may read it, which is no business of an end user's
         */
        static Document of(KbDocument document, boolean whole) {
            return new Document(
                    document.id(),
                    document.title(),
                    document.state().wireName(),
                    document.reason(),
                    document.chunks(),
                    document.bytes(),
                    document.metadata(),
                    whole ? document.readers() : null,
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

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Readers access,

            String text,
            List<PassagePlace> passages) {
        static Whole of(KbDocument document, Knowledge.FullText full, boolean whole) {
            return new Whole(
                    document.id(),
                    document.title(),
                    document.state().wireName(),
                    document.reason(),
                    document.chunks(),
                    document.metadata(),
                    whole ? document.readers() : null,
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
            String heading,
            @Nullable Around context) {
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
                    joined(hit.headings()),
                    Around.of(hit));
        }
    }

    /** What is put before a model, where that is more than the passage itself. */
    record Around(String text, Place span) {
        static @Nullable Around of(Hit hit) {
            return hit.context().span().equals(hit.span())
                    ? null
                    : new Around(hit.context().text(), Place.of(hit.context().span()));
        }
    }

    /**
     * Hits.
     *
     * @param waiting passages that have no vector yet and are found by their words alone
     */
    record Results(List<Found> data, @Nullable String next, int waiting) {}

    /**
     * How a document came to its rank.
     *
     * @param arms of each its {@code weight} and the numbers of its scale
     */
    record Explained(
            String documentId,
            String outcome,
            int candidates,
            String fusion,
            String formula,
            Map<String, Map<String, Double>> arms,
            List<Step> passages) {}

    static Map<String, Double> arithmetic(Explanation.Weighed arm) {
        Map<String, Double> numbers = new LinkedHashMap<>(Map.of("weight", arm.weight()));
        numbers.putAll(arm.scale().numbers());
        return numbers;
    }

    /**
     * One passage.
     *
     * @param standardScores what the fusion's scale makes of each score
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
