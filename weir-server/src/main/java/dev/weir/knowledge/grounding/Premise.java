package dev.weir.knowledge.grounding;

import dev.weir.knowledge.document.Sentences;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A sentence of a passage, as claims are compared with it. */
record Premise(Evidence evidence, Span span, String text, List<Word> words, Set<String> stems, Polarity polarity) {
    private static final int LONGEST = 2_000;

    /** The sentences of passages in their order. */
    static List<Premise> of(List<Evidence> passages) {
        List<Premise> premises = new ArrayList<>();
        for (Evidence passage : passages) {
            for (Span span : Sentences.of(passage.text())) {
                premises.add(of(passage, span));
            }
        }
        return premises;
    }

    private static Premise of(Evidence passage, Span span) {
        String text = span.of(passage.text());
        List<Word> words = Word.in(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        Set<String> stems = new HashSet<>();
        words.forEach(word -> stems.add(word.stem()));
        return new Premise(passage, span, text, words, stems, Polarity.of(words));
    }
}
