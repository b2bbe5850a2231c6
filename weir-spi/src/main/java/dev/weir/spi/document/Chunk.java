package dev.weir.spi.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passage of a document, the unit that is embedded, indexed and cited.
 *
 * @param ordinal its place in the document, from 0
 * @param span where it stands in the document's text
 * @param text exactly the text of that span
 * @param headings the headings it stands under, outermost first
 * @param page the page it starts on, from 1; null where the format has no pages
 * @param context what is put before a model when this passage is found: the passage itself, or more around it
 */
public record Chunk(
        int ordinal,
        Span span,
        String text,
        List<String> headings,
        @Nullable Integer page,
        Excerpt context) {
    public Chunk {
        headings = List.copyOf(headings);
        if (text.length() != span.length()) {
            throw new IllegalArgumentException("a chunk of " + text.length() + " characters on a span of " + span);
        }
        if (!context.span().contains(span)) {
            throw new IllegalArgumentException("a context of " + context.span() + " around a chunk of " + span);
        }
    }

    /** A passage that is its own context. */
    public Chunk(int ordinal, Span span, String text, List<String> headings, @Nullable Integer page) {
        this(ordinal, span, text, headings, page, new Excerpt(span, text));
    }

    /** The passage on a span of a document. */
    public static Chunk of(DocumentText document, int ordinal, Span span, List<String> headings) {
        return new Chunk(ordinal, span, span.of(document.text()), headings, document.page(span.start()));
    }

    /** The same passage with more around it. */
    public Chunk within(Excerpt wider) {
        return new Chunk(ordinal, span, text, headings, page, wider);
    }

    /** Whether its context is more than itself. */
    public boolean isWidened() {
        return !context.span().equals(span);
    }
}
