package dev.weir.knowledge.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.Hit;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TuningTest {
    private static final int QUESTIONS = 60;
    private static final int DOCUMENTS = 20;

    private final Random random = new Random(7);

    private static Hit hit(String document, double words, double meaning) {
        return new Hit(
                document,
                document + "#0",
                0,
                document,
                0,
                Map.of(Arm.BM25, new Hit.Opinion(words, 1), Arm.DENSE, new Hit.Opinion(meaning, 1)),
                new Span(0, 1),
                List.of(),
                null,
                "x");
    }

    /** Questions whose one answer is known to the words alone, or to nobody. */
    private List<Tuning.Pool> pools(boolean wordsKnow) {
        List<Tuning.Pool> pools = new ArrayList<>();
        for (int question = 0; question < QUESTIONS; question++) {
            int right = random.nextInt(DOCUMENTS);
            List<Hit> hits = IntStream.range(0, DOCUMENTS)
                    .mapToObj(document -> hit(
                            "d" + document,
                            random.nextDouble() + (wordsKnow && document == right ? .5 : 0),
                            random.nextDouble()))
                    .toList();
            pools.add(new Tuning.Pool(hits, Map.of("d" + right, 1)));
        }
        return pools;
    }

    private static Measured byMeaning(List<Tuning.Pool> pools) {
        return new Measured(
                "current",
                pools.stream()
                        .map(pool -> new Ranking(
                                pool.candidates().stream()
                                        .sorted((a, b) -> Double.compare(meaning(b), meaning(a)))
                                        .map(Hit::documentId)
                                        .toList(),
                                pool.grades()))
                        .toList());
    }

    private static double meaning(Hit hit) {
        Hit.Opinion opinion = hit.arms().get(Arm.DENSE);
        return opinion == null ? 0 : opinion.score();
    }

    @Test
    void whereWordsKnowMoreTheyGetMoreWeight() {
        List<Tuning.Pool> pools = pools(true);

        Tuning tuning = Tuning.fit(pools, byMeaning(pools));

        assertThat(tuning.isWorthIt()).isTrue();
        assertThat(tuning.gain().mean()).isGreaterThan(.2);
        assertThat(tuning.fusion().weight(Arm.BM25)).isGreaterThan(.5);
        assertThat(tuning.questions()).isEqualTo(QUESTIONS);
    }

    @Test
    void whereNobodyKnowsTheBestOfFortyIsLuckAndIsRefused() {
        List<Tuning.Pool> pools = pools(false);
        List<Ranking> best = IntStream.range(0, QUESTIONS)
                .mapToObj(i -> pools.get(i))
                .map(pool -> new Ranking(List.of("d0", "d1", "d2"), pool.grades()))
                .toList();

        Tuning tuning = Tuning.fit(pools, new Measured("current", best));

        assertThat(tuning.gain().low()).isLessThan(tuning.gain().mean());
        Tuning against = Tuning.fit(pools, byMeaning(pools));
        assertThat(against.isWorthIt()).isFalse();
        assertThat(against.gain().mean()).isCloseTo(0, within(.15));
        assertThat(against.fusion()).isInstanceOfAny(Fusion.ZScore.class, Fusion.MinMax.class);
    }
}
