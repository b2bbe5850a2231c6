package dev.weir.knowledge.grounding;

import dev.weir.spi.Citation;
import dev.weir.spi.Passage;

/**
 * A piece of a document that an answer may rest on.
 *
 * @param number what {@code [n]} in the answer refers to
 * @param start where {@code text} begins in the document
 */
public record Evidence(int number, String documentId, String title, int start, String text) {
    public static Evidence of(Passage passage) {
        return new Evidence(passage.number(), passage.documentId(), passage.title(), passage.start(), passage.text());
    }

    public static Evidence of(Citation citation) {
        return new Evidence(
                citation.number(), citation.documentId(), citation.title(), citation.start(), citation.quote());
    }
}
