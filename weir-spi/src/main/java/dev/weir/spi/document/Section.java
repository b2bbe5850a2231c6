package dev.weir.spi.document;

import java.util.List;

/**
 * What stands under one heading, up to the next heading of any level.
 *
 * @param headings the headings from the outermost to this section's own; empty before the first heading
 * @param level the heading's level, 1 to 6; 0 before the first heading
 * @param span the heading's line and the text under it
 */
public record Section(List<String> headings, int level, Span span) {
    public Section {
        headings = List.copyOf(headings);
        if (level < 0 || level > 6) {
            throw new IllegalArgumentException("heading levels are 0 to 6, not " + level);
        }
    }
}
