package dev.weir.parser;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of text in the order of reading.
 *
 * @param text with spaces where the page has them
 * @param startsParagraph whether it is set apart from the line before it
 */
record PdfLine(String text, List<PdfWord> words, boolean startsParagraph) {
    private static final float GAP = 1.1f;

    PdfLine {
        words = List.copyOf(words);
    }

    float size() {
        float size = 0;
        for (PdfWord word : words) {
            size = Math.max(size, word.size());
        }
        return size;
    }

    /** Words with gaps between them that are wider than between words of a sentence stand in cells of their own. */
    List<PdfCell> cells() {
        List<PdfCell> cells = new ArrayList<>();
        for (PdfWord word : words) {
            PdfCell last = cells.isEmpty() ? null : cells.getLast();
            if (last != null
                    && Math.abs(word.left() - last.right()) < GAP * word.size()
                    && word.left() >= last.left()) {
                cells.set(cells.size() - 1, last.with(word));
            } else {
                cells.add(PdfCell.of(word));
            }
        }
        return cells;
    }
}
