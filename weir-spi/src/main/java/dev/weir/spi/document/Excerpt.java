package dev.weir.spi.document;

/**
 * A stretch of a document and its words.
 *
 * @param text exactly the text of that span
 */
public record Excerpt(Span span, String text) {
    public Excerpt {
        if (text.length() != span.length()) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters on a span of " + span);
        }
    }

    public static Excerpt of(Span span, String document) {
        return new Excerpt(span, span.of(document));
    }
}
