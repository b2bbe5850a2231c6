package dev.weir.knowledge.chunker;

import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a text into its words, with their tokens. Tokenizers of words by pieces part at white space first, so that the
 * tokens of a stretch are the sum of those of its words.
 */
final class Words {
    /** Of one document; beyond it words are counted each time. */
    private static final int REMEMBERED = 100_000;

    private static final int SHORT = 24;

    private final TokenCounter counter;
    private final int limit;
    private final Map<String, Integer> counts = new HashMap<>();

    private Words(TokenCounter counter, int limit) {
        this.counter = counter;
        this.limit = limit;
    }

    /** The words in order; one of more than {@code limit} tokens is cut into parts. */
    static List<Atom> of(String text, TokenCounter counter, int limit) {
        Words words = new Words(counter, limit);
        List<Atom> atoms = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                words.add(text, new Span(at, end), atoms);
            }
            at = end + 1;
        }
        return atoms;
    }

    private void add(String text, Span span, List<Atom> atoms) {
        if (span.length() > SHORT) {
            Atom.halve(text, span, counter, limit, false, atoms);
            return;
        }
        String word = span.of(text);
        Integer known = counts.get(word);
        int tokens = known == null ? Atom.size(word, counter) : known;
        if (known == null && counts.size() < REMEMBERED) {
            counts.put(word, tokens);
        }
        if (tokens <= limit) {
            atoms.add(new Atom(span, tokens, false));
        } else {
            Atom.halve(text, span, counter, limit, false, atoms);
        }
    }
}
