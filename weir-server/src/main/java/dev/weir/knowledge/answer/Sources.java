package dev.weir.knowledge.answer;

import dev.weir.knowledge.document.Sentences;
import dev.weir.knowledge.index.Hit;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sentences of the passages, each once although passages overlap. */
final class Sources {
    /** Shorter ones are headings, list marks and page numbers rather than statements. */
    private static final int LEAST_WORDS = 4;

    private static final int LONGEST = 1200;

    /** A sentence that could be quoted; the span counts in its document. */
    record Sentence(int passage, String documentId, Span span, String text, Set<String> words) {}

    private record Place(String documentId, Span span) {}

    private Sources() {}

    static List<Sentence> in(List<Hit> passages) {
        List<Sentence> sentences = new ArrayList<>();
        Set<Place> seen = new HashSet<>();
        for (int i = 0; i < passages.size(); i++) {
            Hit passage = passages.get(i);
            for (Span local : Sentences.of(passage.text())) {
                Span span = local.shift(passage.span().start());
                String text = local.of(passage.text());
                if (isStatement(text) && !isHeading(text, passage) && seen.add(new Place(passage.documentId(), span))) {
                    sentences.add(new Sentence(i, passage.documentId(), span, text, ContentWords.in(text)));
                }
            }
        }
        return sentences;
    }

    /** A heading names a subject and says nothing about it. */
    private static boolean isHeading(String text, Hit passage) {
        String bare = text.strip();
        return bare.equals(passage.title()) || passage.headings().contains(bare);
    }

    private static boolean isStatement(String text) {
        return text.length() <= LONGEST && text.split("\\s+", LEAST_WORDS + 1).length >= LEAST_WORDS;
    }
}
