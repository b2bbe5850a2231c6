package dev.weir.knowledge.document;

import dev.weir.spi.document.Span;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the sentences of a text.
 *
 * <p>Blank lines and list items end a sentence; within a block the JDK's break iterator decides, and what it
 * splits after a common abbreviation or an initial is joined again. Wrapped lines stay one sentence.
 */
public final class Sentences {
    private static final Pattern BLOCK_END =
            Pattern.compile("\\n[ \\t]*\\n\\s*|\\n(?=[ \\t]*(?:[-*+•|]|\\d{1,3}[.)])[ \\t])");
    private static final Pattern LAST_WORD = Pattern.compile("([\\p{L}.]+)\\.[\"')\\]]*\\s*$");
    private static final int LOOK_BACK = 24;
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "vs", "etc", "e.g", "i.e", "eg", "ie", "cf", "fig",
            "figs", "eq", "eqs", "no", "nos", "vol", "pp", "al", "approx", "inc", "ltd", "co", "corp", "u.s", "u.k",
            "a.m", "p.m", "sec", "ch", "art", "dept", "gen", "gov", "sen", "rep", "ca", "resp", "ed", "eds");

    private Sentences() {}

    /** The sentences in order, each without white space at its ends; none is empty. */
    public static List<Span> of(String text) {
        List<Span> sentences = new ArrayList<>();
        for (Span block : blocks(text)) {
            split(text, block, sentences);
        }
        return sentences;
    }

    private static List<Span> blocks(String text) {
        List<Span> blocks = new ArrayList<>();
        int from = 0;
        var ends = BLOCK_END.matcher(text);
        while (ends.find()) {
            blocks.add(new Span(from, ends.start()));
            from = ends.end();
        }
        blocks.add(new Span(from, text.length()));
        return blocks;
    }

    private static void split(String text, Span block, List<Span> sentences) {
        String body = block.of(text);
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(body);
        int from = 0;
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            if (end < body.length() && (isInsideWord(body, end) || endsInAbbreviation(body, from, end))) {
                continue;
            }
            add(text, new Span(from, end).shift(block.start()), sentences);
            from = end;
        }
    }

    private static void add(String text, Span span, List<Span> sentences) {
        Span trimmed = span.trim(text);
        if (!trimmed.isEmpty()) {
            sentences.add(trimmed);
        }
    }

    /** A full stop with no space after it belongs to a name such as {@code ./weir} or {@code .md}. */
    private static boolean isInsideWord(String text, int end) {
        return text.charAt(end - 1) == '.';
    }

    private static boolean endsInAbbreviation(String text, int from, int end) {
        String tail = text.substring(Math.max(from, end - LOOK_BACK), end);
        var word = LAST_WORD.matcher(tail);
        if (!word.find()) {
            return false;
        }
        String last = word.group(1);
        return isInitial(last) || ABBREVIATIONS.contains(last.toLowerCase(Locale.ROOT));
    }

    private static boolean isInitial(String word) {
        return word.length() == 1 && Character.isUpperCase(word.charAt(0)) && !word.equals("I");
    }
}
