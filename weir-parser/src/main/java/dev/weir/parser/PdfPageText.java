package dev.weir.parser;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Takes the lines off a page, in the order in which the page has them, with the place of each word. Text that is turned by
 * quarters is taken by itself, after the upright one, as is text at any other angle, letter by letter.
 */
final class PdfPageText extends PDFTextStripper {

    private List<PdfLine> lines = new ArrayList<>();
    private List<PdfWord> words = new ArrayList<>();
    private StringBuilder line = new StringBuilder();
    private StringBuilder slanted = new StringBuilder();
    private float slantedX;
    private float slantedY;
    private boolean startsParagraph = true;
    private int glyphs;

    PdfPageText(PDDocument document) {
        super.document = document;
        this.output = Writer.nullWriter();
        setShouldSeparateByBeads(true);
    }

    /** The lines of a page. */
    List<PdfLine> lines(PDPage page) throws IOException {
        lines = new ArrayList<>();
        words = new ArrayList<>();
        line = new StringBuilder();
        slanted = new StringBuilder();
        glyphs = 0;
        processPage(page);
        endLine();
        if (!slanted.isEmpty()) {
            lines.add(new PdfLine(slanted.toString(), List.of(), true));
        }
        return lines;
    }

    /** How many characters the page shows, whether or not it says which they are. */
    int glyphs() {
        return glyphs;
    }

    @Override
    protected void processTextPosition(TextPosition position) {
        glyphs++;
        var matrix = position.getTextMatrix();
        boolean isSlanted = Math.abs(matrix.getShearX()) > .01f * Math.abs(matrix.getScaleX())
                && Math.abs(matrix.getScaleX()) > .01f * Math.abs(matrix.getShearX())
                && Math.abs(matrix.getShearY()) > .01f * Math.abs(matrix.getScaleX());
        if (isSlanted) {
            slanted(position);
        } else {
            super.processTextPosition(position);
        }
    }

    private void slanted(TextPosition position) {
        float width = Math.max(.1f, (float) Math.hypot(position.getWidth(), position.getHeight()));
        double distance = Math.hypot(position.getX() - slantedX, position.getY() - slantedY);
        if (!slanted.isEmpty() && distance > width * 1.6) {
            slanted.append(' ');
        }
        slanted.append(position.getUnicode());
        slantedX = position.getX();
        slantedY = position.getY();
    }

    @Override
    protected void writePage() throws IOException {
        Map<Float, List<TextPosition>> turned = new TreeMap<>();
        for (List<TextPosition> article : charactersByArticle) {
            article.stream()
                    .filter(position -> position.getDir() != 0)
                    .forEach(position -> turned.computeIfAbsent(position.getDir(), d -> new ArrayList<>())
                            .add(position));
            article.removeIf(position -> position.getDir() != 0);
        }
        setSortByPosition(false);
        super.writePage();
        endLine();
        setSortByPosition(true);
        for (List<TextPosition> direction : turned.values()) {
            charactersByArticle.clear();
            charactersByArticle.add(new ArrayList<>(direction));
            startsParagraph = true;
            super.writePage();
            endLine();
        }
        setSortByPosition(false);
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
        line.append(text);
        if (positions.isEmpty()) {
            return;
        }
        float left = Float.MAX_VALUE;
        float right = -Float.MAX_VALUE;
        float size = 0;
        for (TextPosition position : positions) {
            left = Math.min(left, position.getXDirAdj());
            right = Math.max(right, position.getXDirAdj() + position.getWidthDirAdj());
            size = Math.max(size, Math.max(position.getFontSizeInPt(), position.getHeightDir()));
        }
        if (!text.isBlank()) {
            words.add(
                    new PdfWord(text.strip(), left, right, positions.getFirst().getYDirAdj(), size));
        }
    }

    @Override
    protected void writeWordSeparator() {
        line.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writeParagraphSeparator() {
        endLine();
        startsParagraph = true;
    }

    @Override
    protected void writeParagraphStart() {
        startsParagraph = true;
    }

    @Override
    protected void writeParagraphEnd() {
        endLine();
    }

    private void endLine() {
        String text = line.toString().strip();
        line = new StringBuilder();
        if (!text.isEmpty()) {
            lines.add(new PdfLine(text, words, startsParagraph));
            startsParagraph = false;
        }
        words = new ArrayList<>();
    }
}
