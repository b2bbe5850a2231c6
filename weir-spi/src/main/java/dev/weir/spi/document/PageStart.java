package dev.weir.spi.document;

/**
 * Where a page, slide or sheet begins.
 *
 * @param page from 1
 * @param offset of its first character in the document's text
 */
public record PageStart(int page, int offset) {
    public PageStart {
        if (page < 0 || offset < 0) {
            throw new IllegalArgumentException("no page " + page + " begins at " + offset);
        }
    }
}
