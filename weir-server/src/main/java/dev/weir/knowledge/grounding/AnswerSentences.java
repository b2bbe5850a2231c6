package dev.weir.knowledge.grounding;

import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts an answer into sentences while it comes. Where it is cut depends on the text alone and never on the pieces that
 * it comes in. A sentence has its citation marks, those after its full stop, too, and the white space that follows; put
 * together, the sentences are the answer. Not thread-safe.
 *
 * <p>A line's end ends a sentence. One of more than {@link #LONGEST} characters is cut there, so that no more is ever
 * held back. Lines of a fenced block of code are sentences, too.
 */
public final class AnswerSentences {
    /** The most characters of a sentence, and so the most that a stream of sentences holds back. */
    public static final int LONGEST = 4_000;

    private static final String FENCE = "```";
    private static final String ENDS = ".!?\u2026";
    private static final String WIDE_ENDS = "\u3002\uff01\uff1f";
    private static final String CLOSERS = "\"')]*_\u201d\u2019\u00bb";
    private static final int LOOK_BACK = 12;
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "vs", "e.g", "i.e", "eg", "ie", "cf", "fig", "figs",
            "eq", "no", "nos", "vol", "pp", "al", "approx", "inc", "ltd", "co", "corp", "u.s", "u.k", "sec", "ch",
            "art", "dept", "gen", "gov", "sen", "rep", "ca", "resp", "ed", "eds");

    private final StringBuilder rest = new StringBuilder();
    private boolean fenced;

    /**
     * A piece of an answer, as it stands there.
     *
     * @param code whether it is a line of a fenced block
     */
    public record Piece(String text, boolean code) {
        /** Where the sentence stands in the piece, without white space around it. */
        Span trimmed() {
            return new Span(0, text.length()).trim(text);
        }
    }

    /** The sentences of a whole answer. */
    public static List<Piece> of(String answer) {
        AnswerSentences sentences = new AnswerSentences();
        List<Piece> pieces = new ArrayList<>(sentences.add(answer));
        pieces.addAll(sentences.finish());
        return pieces;
    }

    /** Takes more of the answer, and gives the sentences that are complete by it. */
    public List<Piece> add(String text) {
        rest.append(text);
        return cut(false);
    }

    /** Gives what is left when the answer is over. */
    public List<Piece> finish() {
        List<Piece> pieces = new ArrayList<>(cut(true));
        if (!rest.isEmpty()) {
            pieces.add(taken(rest.length()));
        }
        return pieces;
    }

    private List<Piece> cut(boolean over) {
        List<Piece> pieces = new ArrayList<>();
        for (int end = end(over); end > 0; end = end(over)) {
            pieces.add(taken(end));
        }
        return pieces;
    }

    private Piece taken(int end) {
        String text = rest.substring(0, end);
        rest.delete(0, end);
        boolean mark = text.strip().startsWith(FENCE);
        boolean code = fenced || mark;
        fenced ^= mark;
        return new Piece(text, code);
    }

    /** Where the first sentence ends; 0 if that cannot be told yet. */
    private int end(boolean over) {
        for (int at = 0; at < rest.length(); at++) {
            int end = at >= LONGEST ? at : endAt(at, over);
            if (end != 0) {
                return Math.max(end, 0);
            }
        }
        return 0;
    }

    /** The end of a sentence whose last sign stands here; 0 if it is none, -1 if more text has to come. */
    private int endAt(int at, boolean over) {
        char sign = rest.charAt(at);
        if (sign == '\n') {
            return afterSpace(at + 1, over);
        }
        boolean wide = WIDE_ENDS.indexOf(sign) >= 0;
        if (!wide && (ENDS.indexOf(sign) < 0 || fenced)) {
            return 0;
        }
        int next = afterMarks(at + 1, over);
        if (next < 0) {
            return next;
        }
        if (next == rest.length()) {
            return over ? next : -1;
        }
        if (!wide && !Character.isWhitespace(rest.charAt(next))) {
            return 0;
        }
        int after = afterSpace(next, over);
        if (after < 0 || after == rest.length()) {
            return after;
        }
        return sign == '.' && goesOn(at, rest.charAt(after), rest.substring(next, after)) ? 0 : after;
    }

    /** After closing signs and citation marks; -1 if that cannot be told yet. */
    private int afterMarks(int from, boolean over) {
        int at = from;
        while (at < rest.length() && CLOSERS.indexOf(rest.charAt(at)) >= 0) {
            at++;
        }
        while (true) {
            int mark = at;
            while (mark < rest.length() && rest.charAt(mark) == ' ') {
                mark++;
            }
            if (mark == rest.length()) {
                return over ? at : -1;
            }
            if (rest.charAt(mark) != '[') {
                return at;
            }
            int end = Marks.end(rest, mark);
            if (end == 0) {
                return at;
            }
            if (end < 0) {
                return over ? at : -1;
            }
            at = end;
        }
    }

    private int afterSpace(int from, boolean over) {
        int at = from;
        while (at < rest.length() && at - from < LONGEST && Character.isWhitespace(rest.charAt(at))) {
            at++;
        }
        return at == rest.length() && !over ? -1 : at;
    }

    /** Whether a full stop ends no sentence: after an abbreviation, an initial or a list's number, or before a small letter. */
    private boolean goesOn(int stop, char next, String between) {
        if (between.indexOf('\n') >= 0) {
            return false;
        }
        int from = stop;
        while (from > Math.max(0, stop - LOOK_BACK) && isOfWord(rest.charAt(from - 1))) {
            from--;
        }
        String word = rest.substring(from, stop);
        boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0)) && !word.equals("I");
        boolean item = from == 0 && !word.isEmpty() && word.chars().allMatch(Character::isDigit);
        return initial || item || Character.isLowerCase(next) || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isOfWord(char sign) {
        return Character.isLetterOrDigit(sign) || sign == '.';
    }
}
