package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes blocks of a document's lines: paragraphs, rows, and headings by the size of their letters. */
final class PdfBlocks {
    private static final float LARGER = 1.18f;
    private static final int LONGEST_HEADING = 200;
    private static final int MOST_LINES_OF_A_HEADING = 3;

    private final Text text;
    /** How many characters of the document so far are of which size, in half points. */
    private final Map<Integer, Integer> sizes = new TreeMap<>();

    private final List<PdfLine> paragraph = new ArrayList<>();

    PdfBlocks(Text text) {
        this.text = text;
    }

    void page(List<PdfLine> lines) {
        for (PdfLine line : lines) {
            sizes.merge(Math.round(line.size() * 2), line.text().length(), Integer::sum);
        }
        float body = body();
        for (PdfTables.Part part : PdfTables.find(lines)) {
            switch (part) {
                case PdfTables.Part.Row(List<String> cells) -> {
                    endParagraph(body);
                    text.row(cells);
                }
                case PdfTables.Part.Line(PdfLine line) -> line(line, body);
            }
        }
        endParagraph(body);
    }

    private void line(PdfLine line, float body) {
        boolean isOtherSize = !paragraph.isEmpty()
                && level(line.size(), body) != level(paragraph.getLast().size(), body);
        if (line.startsParagraph() || isOtherSize) {
            endParagraph(body);
        }
        paragraph.add(line);
    }

    private void endParagraph(float body) {
        if (paragraph.isEmpty()) {
            return;
        }
        String joined = join(paragraph);
        int level = level(paragraph.getFirst().size(), body);
        boolean isHeading = level > 0
                && joined.length() <= LONGEST_HEADING
                && paragraph.size() <= MOST_LINES_OF_A_HEADING
                && joined.codePoints().anyMatch(Character::isLetter);
        if (isHeading) {
            text.heading(level, joined.replace('\n', ' '));
        } else {
            text.block(Kind.PARAGRAPH, 0, joined);
        }
        paragraph.clear();
    }

    /** The size that most characters have. */
    private float body() {
        return sizes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> most.getKey() / 2f)
                .orElse(0f);
    }

    /** Of a heading, else 0. */
    private static int level(float size, float body) {
        if (body == 0 || size < body * LARGER) {
            return 0;
        }
        return size > body * 1.8f ? 1 : size > body * 1.4f ? 2 : 3;
    }

    /** A word that a line's end divides is put together. */
    private static String join(List<PdfLine> lines) {
        StringBuilder joined = new StringBuilder();
        for (PdfLine line : lines) {
            String next = line.text();
            int last = joined.length() - 1;
            if (last > 0 && joined.charAt(last) == '\u00ad') {
                joined.setLength(last);
            } else if (last > 0 && isDivided(joined, next)) {
                joined.setLength(last);
            } else if (last >= 0) {
                joined.append('\n');
            }
            joined.append(next);
        }
        return joined.toString();
    }

    private static boolean isDivided(StringBuilder before, String next) {
        int last = before.length() - 1;
        return (before.charAt(last) == '-' || before.charAt(last) == '\u2010')
                && Character.isLowerCase(before.charAt(last - 1))
                && Character.isLowerCase(next.charAt(0));
    }
}
