package dev.weir.knowledge.answer;

import dev.weir.knowledge.answer.Confidence.Signs;
import dev.weir.knowledge.answer.ExtractiveAnswer.Answered;
import dev.weir.knowledge.answer.ExtractiveAnswer.NotInDocuments;
import dev.weir.knowledge.answer.ExtractiveAnswer.Quote;
import dev.weir.knowledge.answer.Sources.Sentence;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.embedding.Vectors;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers with sentences quoted from retrieved passages, or refuses. Thread-safe and deterministic.
 *
 * <p>Sentences are first ranked by the question's words they hold and by their passage's rank; the best two
 * dozen are embedded and ranked again with their nearness to the question. The best is quoted, and up to
 * three more that come close to it without repeating what is quoted already.
 */
public final class ExtractiveAnswerer {
    /** Sentences embedded per answer: at 5 to 10 ms each and two at a time, about a tenth of a second. */
    private static final int EMBEDDED = 24;

    private static final int MOST_PASSAGES = 10;
    private static final int MOST_QUOTES = 4;

    /** A further sentence must reach this share of the best one's score. */
    private static final double CLOSE = .8;

    /** Sentences nearer to each other than this say the same. */
    private static final double SAME = .85;

    private static final double BY_NEARNESS = .6;
    private static final double BY_WORDS = .3;
    private static final double BY_RANK = .1;

    private final Embedder embedder;

    public ExtractiveAnswerer(Embedder embedder) {
        this.embedder = embedder;
    }

    record Scored(Sentence sentence, float[] vector, double nearness, double score) {}

    /** What was found out about a question: the quotes that would be given, and the signs to judge them by. */
    record Findings(List<Scored> chosen, Signs signs) {}

    /** Answers from the passages, given best first; of many, the first ten are read. */
    public ExtractiveAnswer answer(String question, List<Hit> passages) {
        Findings findings = look(question, passages);
        double confidence = findings.chosen().isEmpty() ? 0 : Confidence.of(findings.signs());
        return confidence < Confidence.THRESHOLD
                ? new NotInDocuments(confidence)
                : new Answered(quotes(findings.chosen()), confidence);
    }

    Findings look(String question, List<Hit> passages) {
        List<Hit> read = passages.subList(0, Math.min(passages.size(), MOST_PASSAGES));
        List<Sentence> sentences = Sources.in(read);
        if (sentences.isEmpty() || question.isBlank()) {
            return new Findings(List.of(), new Signs(0, 0, 0));
        }
        ContentWords words = ContentWords.of(
                question, sentences.stream().map(Sentence::words).toList());
        float[] asked = embedder.embed(question);
        List<Scored> scored = score(asked, words, preselect(sentences, words));
        List<Scored> chosen = choose(scored);
        return new Findings(chosen, signs(words, scored, chosen, read));
    }

    private static List<Sentence> preselect(List<Sentence> sentences, ContentWords words) {
        Comparator<Sentence> promise = Comparator.comparingDouble(
                sentence -> words.coverage(sentence.words()) + .5 / (1 + sentence.passage()));
        return sentences.stream().sorted(promise.reversed()).limit(EMBEDDED).toList();
    }

    private List<Scored> score(float[] asked, ContentWords words, List<Sentence> sentences) {
        List<float[]> vectors =
                embedder.embedAll(sentences.stream().map(Sentence::text).toList());
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            Sentence sentence = sentences.get(i);
            double nearness = Math.max(0, Vectors.dot(asked, vectors.get(i)));
            double score = BY_NEARNESS * nearness
                    + BY_WORDS * words.coverage(sentence.words())
                    + BY_RANK / (1 + sentence.passage());
            scored.add(new Scored(sentence, vectors.get(i), nearness, score));
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed());
        return scored;
    }

    private static List<Scored> choose(List<Scored> scored) {
        List<Scored> chosen = new ArrayList<>();
        for (Scored candidate : scored) {
            if (chosen.size() == MOST_QUOTES
                    || candidate.score() < CLOSE * scored.getFirst().score()) {
                break;
            }
            if (chosen.stream().noneMatch(other -> sayTheSame(other, candidate))) {
                chosen.add(candidate);
            }
        }
        return chosen;
    }

    private static boolean sayTheSame(Scored a, Scored b) {
        boolean samePlace = a.sentence().documentId().equals(b.sentence().documentId())
                && a.sentence().span().overlaps(b.sentence().span());
        return samePlace || Vectors.dot(a.vector(), b.vector()) > SAME;
    }

    private static Signs signs(ContentWords words, List<Scored> scored, List<Scored> chosen, List<Hit> passages) {
        Set<String> quoted = new HashSet<>();
        chosen.forEach(quote -> quoted.addAll(quote.sentence().words()));
        double nearest = scored.stream().mapToDouble(Scored::nearness).max().orElse(0);
        return new Signs(nearest, words.coverage(quoted), nearestPassage(passages, nearest));
    }

    /** Passages without a vector yet are taken to be as near as their nearest sentence. */
    private static double nearestPassage(List<Hit> passages, double otherwise) {
        return passages.stream()
                .map(Hit::arms)
                .filter(arms -> arms.containsKey(Arm.DENSE))
                .mapToDouble(arms -> Math.max(0, dense(arms)))
                .max()
                .orElse(otherwise);
    }

    private static double dense(Map<Arm, Hit.Opinion> arms) {
        Hit.Opinion opinion = arms.get(Arm.DENSE);
        return opinion == null ? 0 : opinion.score();
    }

    private static List<Quote> quotes(List<Scored> chosen) {
        List<Sentence> order = inReadingOrder(chosen);
        Map<Integer, Integer> citations = new LinkedHashMap<>();
        List<Quote> quotes = new ArrayList<>();
        for (Sentence sentence : order) {
            int citation = citations.computeIfAbsent(sentence.passage(), _ -> citations.size() + 1);
            quotes.add(
                    new Quote(citation, sentence.passage(), sentence.documentId(), sentence.span(), sentence.text()));
        }
        return quotes;
    }

    private static List<Sentence> inReadingOrder(List<Scored> chosen) {
        Map<String, Integer> documents = new LinkedHashMap<>();
        chosen.stream()
                .map(Scored::sentence)
                .sorted(Comparator.comparingInt(Sentence::passage))
                .forEach(sentence -> documents.putIfAbsent(sentence.documentId(), documents.size()));
        return chosen.stream()
                .map(Scored::sentence)
                .sorted(Comparator.comparingInt((Sentence sentence) -> documents.getOrDefault(sentence.documentId(), 0))
                        .thenComparingInt(sentence -> sentence.span().start()))
                .toList();
    }
}
