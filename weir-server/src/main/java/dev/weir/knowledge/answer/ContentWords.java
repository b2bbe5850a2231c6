package dev.weir.knowledge.answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** The words that carry a sentence's meaning, stemmed, and how much each of a question's tells sentences apart. */
final class ContentWords {
    /** Words of questions that no answer needs to repeat, besides the usual stop words. */
    private static final CharArraySet STOP = stopWords();

    private static final Analyzer ANALYZER = new EnglishAnalyzer(STOP);

    private final Map<String, Double> weights;

    private ContentWords(Map<String, Double> weights) {
        this.weights = weights;
    }

    private static CharArraySet stopWords() {
        CharArraySet words = new CharArraySet(EnglishAnalyzer.getDefaultStopSet(), true);
        words.addAll(List.of(
                "what",
                "which",
                "who",
                "whom",
                "whose",
                "when",
                "where",
                "why",
                "how",
                "does",
                "do",
                "did",
                "has",
                "have",
                "had",
                "can",
                "could",
                "would",
                "should",
                "may",
                "might",
                "shall",
                "about",
                "from",
                "many",
                "much",
                "any",
                "some",
                "were",
                "been",
                "its",
                "my",
                "your",
                "our",
                "his",
                "her",
                "i",
                "we",
                "you",
                "he",
                "she",
                "me",
                "us",
                "them",
                "than",
                "so",
                "also",
                "according",
                "describe",
                "explain",
                "tell",
                "mention",
                "mentioned",
                "list",
                "give",
                "say",
                "says",
                "said"));
        return CharArraySet.unmodifiableSet(words);
    }

    /**
     * The question's words, each weighing the more the fewer of the sentences hold it; a word that none holds
     * weighs most, for that is what a question about something else looks like.
     */
    static ContentWords of(String question, Collection<Set<String>> sentences) {
        Map<String, Double> weights = new HashMap<>();
        for (String word : in(question)) {
            long holding = sentences.stream().filter(s -> s.contains(word)).count();
            weights.put(word, Math.log(1 + (sentences.size() + 1.0) / (holding + 1.0)));
        }
        return new ContentWords(weights);
    }

    static Set<String> in(String text) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = ANALYZER.tokenStream("", text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(word.toString());
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /** The share of the question's weight that these words hold, 0 to 1. */
    double coverage(Set<String> words) {
        double held = 0;
        double all = 0;
        for (Map.Entry<String, Double> word : weights.entrySet()) {
            all += word.getValue();
            held += words.contains(word.getKey()) ? word.getValue() : 0;
        }
        return all == 0 ? 0 : held / all;
    }
}
