package dev.weir.knowledge.chunker;

import dev.weir.knowledge.document.Sentences;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * The smallest stretch a chunk is packed from: a sentence, or a part of one that is too long by itself.
 *
 * @param endsParagraph whether a blank line follows
 */
record Atom(Span span, int tokens, boolean endsParagraph) {

    /** The end of the longest run from {@code start} that has at most {@code limit} tokens; one atom at least. */
    static int reach(List<Atom> atoms, int start, int limit) {
        int tokens = atoms.get(start).tokens();
        int end = start + 1;
        while (end < atoms.size() && tokens + atoms.get(end).tokens() <= limit) {
            tokens += atoms.get(end).tokens();
            end++;
        }
        return end;
    }

    /** From the first atom of a run to its last. */
    static Span span(List<Atom> atoms, int from, int to) {
        return new Span(atoms.get(from).span().start(), atoms.get(to - 1).span().end());
    }

    /** Cuts part of a text into atoms of at most {@code limit} tokens: by sentence, then by word, then anywhere. */
    static List<Atom> cut(String text, Span part, TokenCounter counter, int limit) {
        List<Atom> atoms = new ArrayList<>();
        List<Span> sentences = Sentences.of(part.of(text));
        for (int i = 0; i < sentences.size(); i++) {
            Span sentence = sentences.get(i).shift(part.start());
            int next = i + 1 < sentences.size() ? sentences.get(i + 1).start() + part.start() : part.end();
            halve(text, sentence, counter, limit, isBlankLine(text, sentence.end(), next), atoms);
        }
        return atoms;
    }

    private static boolean isBlankLine(String text, int from, int to) {
        int newline = text.indexOf('\n', from);
        return newline >= 0
                && newline < to
                && text.indexOf('\n', newline + 1) >= 0
                && text.indexOf('\n', newline + 1) < to;
    }

    static void halve(String text, Span span, TokenCounter counter, int limit, boolean last, List<Atom> atoms) {
        int tokens = size(span.of(text), counter);
        if (tokens <= limit || span.length() < 2) {
            atoms.add(new Atom(span, tokens, last));
            return;
        }
        int middle = middle(text, span);
        halve(text, new Span(span.start(), middle).trim(text), counter, limit, false, atoms);
        halve(text, new Span(middle, span.end()).trim(text), counter, limit, last, atoms);
    }

    /**
     * A tokenizer gives one token to any word beyond its patience, however long; such a run (base64, a minified
     * script) is counted by its characters, or it would swell a chunk without limit.
     */
    static int size(String text, TokenCounter counter) {
        return Math.max(counter.count(text), (text.length() + 15) / 16);
    }

    /** The white space nearest to the middle, else the middle itself, never inside a surrogate pair. */
    private static int middle(String text, Span span) {
        int middle = (span.start() + span.end()) / 2;
        for (int away = 0; away < span.length() / 2; away++) {
            if (Character.isWhitespace(text.charAt(middle + away))) {
                return middle + away;
            }
            if (middle - away > span.start() && Character.isWhitespace(text.charAt(middle - away))) {
                return middle - away;
            }
        }
        return Character.isLowSurrogate(text.charAt(middle)) && middle - 1 > span.start() ? middle - 1 : middle;
    }
}
