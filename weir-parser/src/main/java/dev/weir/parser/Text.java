package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Where a reader puts what it finds in one file: cleaned, in pieces that fit on the wire, within the bounds. */
final class Text {
    private static final int PIECE = 1 << 20;
    private static final int LONGEST_TITLE = 1_000;
    /** What programs write where nobody gave a title. */
    private static final Set<String> NO_TITLES =
            Set.of("untitled", "(anonymous)", "(unspecified)", "no title", "powerpoint presentation", "slide 1");

    private static final int LEAST_OF_A_PAGE = 1_000;

    private final Consumer<ParseEvent> to;
    private final Bounds bounds;
    private boolean titled;
    private boolean hasWords;

    Text(Consumer<ParseEvent> to, Bounds bounds) {
        this.to = to;
        this.bounds = bounds;
    }

    /** Whether there was a letter or a digit. */
    boolean hasWords() {
        return hasWords;
    }

    void title(String title) {
        String clean = clean(title);
        if (!titled && hasWord(clean) && !NO_TITLES.contains(clean.toLowerCase(Locale.ROOT))) {
            titled = true;
            to.accept(new ParseEvent.Title(clean.substring(0, Math.min(LONGEST_TITLE, clean.length()))));
        }
    }

    /** See {@link ParseEvent.Page}. */
    void page(int number, int of) {
        bounds.page(LEAST_OF_A_PAGE);
        to.accept(new ParseEvent.Page(number, of));
    }

    void heading(int level, String text) {
        block(Kind.HEADING, Math.clamp(level, 1, 6), text);
    }

    void paragraph(String text) {
        block(Kind.PARAGRAPH, 0, text);
    }

    void row(List<String> cells) {
        block(Kind.TABLE_ROW, 0, Rows.join(cells));
    }

    void code(String text) {
        block(Kind.CODE, 0, text);
    }

    void aside(String text) {
        block(Kind.ASIDE, 0, text);
    }

    void block(Kind kind, int level, String text) {
        String clean = clean(kind, text);
        if (clean.isBlank()) {
            return;
        }
        hasWords = hasWords || hasWord(clean);
        int fit = bounds.take(clean.length());
        for (int start = 0; start < fit; ) {
            int end = end(clean, start, fit);
            to.accept(new ParseEvent.Block(kind, level, clean.substring(start, end)));
            start = end;
        }
        if (fit < clean.length()) {
            throw bounds.textIsFull();
        }
    }

    /** A piece ends with a line where it can, and never inside a character. */
    private static int end(String text, int start, int limit) {
        if (limit - start <= PIECE) {
            return limit;
        }
        int newline = text.lastIndexOf('\n', start + PIECE - 1);
        int end = newline > start ? newline + 1 : start + PIECE;
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** An empty cell at a row's start keeps its place, as does the indentation of a program. */
    private static String clean(Kind kind, String text) {
        return switch (kind) {
            case CODE -> cleanCode(text);
            case TABLE_ROW -> visible(text).stripTrailing();
            case HEADING, PARAGRAPH, LIST_ITEM, ASIDE -> clean(text);
        };
    }

    private static String clean(String text) {
        return visible(text).strip();
    }

    private static String cleanCode(String text) {
        String visible = visible(text).stripTrailing();
        int start = 0;
        for (int i = 0; i < visible.length() && Character.isWhitespace(visible.charAt(i)); i++) {
            start = visible.charAt(i) == '\n' ? i + 1 : start;
        }
        return visible.substring(start);
    }

    /** Without control characters and other marks that no reader sees, with {@code \n} at the ends of lines. */
    private static String visible(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\u2028' || c == '\u2029' || c == '\u000b' || c == '\f') {
                if (c != '\r' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    clean.append('\n');
                }
            } else if (c == '\u00a0') {
                clean.append(' ');
            } else if (c == '\n' || c == '\t' || isVisible(c)) {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    private static boolean isVisible(char c) {
        return !Character.isISOControl(c) && c != '\u00ad' && c != '\ufeff' && c != '\ufffe' && c != '\uffff';
    }

    private static boolean hasWord(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
