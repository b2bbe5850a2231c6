package dev.weir.parser;

/** Words that stand together on a line, with where they do, in points. */
record PdfCell(String text, float left, float right, float baseline, float size) {

    static PdfCell of(PdfWord word) {
        return new PdfCell(word.text(), word.left(), word.right(), word.baseline(), word.size());
    }

    PdfCell with(PdfWord word) {
        return new PdfCell(
                text + " " + word.text(),
                Math.min(left, word.left()),
                Math.max(right, word.right()),
                baseline,
                Math.max(size, word.size()));
    }

    boolean overlaps(PdfCell other) {
        return left < other.right && other.left < right;
    }

    float middle() {
        return (left + right) / 2;
    }
}
