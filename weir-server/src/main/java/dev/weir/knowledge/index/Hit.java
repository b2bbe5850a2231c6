package dev.weir.knowledge.index;

import dev.weir.spi.document.Excerpt;
import dev.weir.spi.document.Span;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A passage that was found, and why.
 *
 * @param chunkId the document's id, {@code #} and the ordinal
 * @param ordinal the passage's place in its document, from 0
 * @param score the fused score, or the arm's own where only one was asked; comparable within one search only
 * @param arms what each asked arm thought of it; an arm is absent where it has no opinion (no vector yet)
 * @param span where {@code text} stands in the document's text
 * @param headings the headings it stands under, outermost first
 * @param page the page it starts on, from 1; null where the format has no pages
 * @param context what is put before a model: the passage itself, or more around it
 */
public record Hit(
        String documentId,
        String chunkId,
        int ordinal,
        String title,
        double score,
        Map<Arm, Opinion> arms,
        Span span,
        List<String> headings,
        @Nullable Integer page,
        String text,
        Excerpt context) {

    public Hit {
        arms = Map.copyOf(arms);
        headings = List.copyOf(headings);
    }

    /** A passage that is its own context. */
    public Hit(
            String documentId,
            String chunkId,
            int ordinal,
            String title,
            double score,
            Map<Arm, Opinion> arms,
            Span span,
            List<String> headings,
            @Nullable Integer page,
            String text) {
        this(documentId, chunkId, ordinal, title, score, arms, span, headings, page, text, new Excerpt(span, text));
    }

    /** The same passage with another fused score. */
    public Hit scored(double other) {
        return new Hit(documentId, chunkId, ordinal, title, other, arms, span, headings, page, text, context);
    }

    /**
     * One arm's view of a passage.
     *
     * @param score BM25, or the cosine of the vectors; exact also where the arm did not list the passage
     * @param rank the place in the arm's own list, from 1; 0 where the arm was not asked deep enough to list it
     */
    public record Opinion(double score, int rank) {}
}
