package dev.weir.knowledge.document;

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
 */
public record Chunk(
        int ordinal,
        Span span,
        String text,
        List<String> headings,
        @Nullable Integer page) {
    public Chunk {
        headings = List.copyOf(headings);
        if (text.length() != span.length()) {
            throw new IllegalArgumentException("a chunk of " + text.length() + " characters on a span of " + span);
        }
    }
}
