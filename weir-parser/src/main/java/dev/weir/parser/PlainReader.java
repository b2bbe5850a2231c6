package dev.weir.parser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/** Reads plain text: paragraphs end at blank lines, pages at form feeds. */
final class PlainReader implements FormatReader {
    private static final int LONGEST_PARAGRAPH = 100_000;

    @Override
    public void read(Source source, Text text, Inner inner) throws IOException {
        try (Reader reader = new BufferedReader(Charsets.reader(source), 1 << 16)) {
            read(reader, text);
        }
    }

    static void read(Reader reader, Text text) throws IOException {
        new Lines(text).read(reader);
    }

    /** Reads character by character, because a line of a hostile file may be as long as the file. */
    private static final class Lines {
        private final Text text;
        private final StringBuilder paragraph = new StringBuilder();
        private int page = 1;
        private boolean isBlank = true;

        Lines(Text text) {
            this.text = text;
        }

        void read(Reader reader) throws IOException {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    endLine();
                } else if (c == '\f') {
                    endPage();
                } else {
                    add((char) c);
                }
            }
            endParagraph();
        }

        private void add(char c) {
            isBlank &= Character.isWhitespace(c);
            paragraph.append(c);
            if (paragraph.length() > LONGEST_PARAGRAPH && (Character.isWhitespace(c) || paragraph.length() > 1 << 20)) {
                endParagraph();
            }
        }

        private void endLine() {
            if (isBlank) {
                endParagraph();
            } else {
                paragraph.append('\n');
            }
            isBlank = true;
        }

        private void endPage() {
            endParagraph();
            text.page(++page, 0);
        }

        private void endParagraph() {
            text.paragraph(paragraph.toString());
            paragraph.setLength(0);
            isBlank = true;
        }
    }
}
