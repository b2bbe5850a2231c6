package dev.weir.knowledge.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final Ranking GRADED =
            new Ranking(List.of("x", "b", "a", "y"), Map.of("a", 3, "b", 2, "c", 1, "x", 0));

    @Test
    void discountedGainIsTakenAgainstTheBestOrder() {
        double gained = 2 / 1.584962500721156 + 3 / 2.0;
        double best = 3 + 2 / 1.584962500721156 + 1 / 2.0;

        assertThat(GRADED.ndcg(10)).isCloseTo(gained / best, within(1e-12));
        assertThat(GRADED.ndcg(1)).isZero();
    }

    @Test
    void oneRelevantDocumentAtRankThreeIsWorthOneHalf() {
        assertThat(new Ranking(List.of("p", "q", "r"), Map.of("r", 1)).ndcg(10)).isCloseTo(.5, within(1e-12));
    }

    @Test
    void recallCountsTheRelevantOnly() {
        assertThat(GRADED.recall(2)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(GRADED.recall(100)).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void reciprocalRankIsThatOfTheFirstRelevant() {
        assertThat(GRADED.reciprocalRank(10)).isEqualTo(.5);
        assertThat(GRADED.reciprocalRank(1)).isZero();
    }

    @Test
    void nothingRelevantIsWorthNothing() {
        Ranking hopeless = new Ranking(List.of("a"), Map.of("a", 0));

        assertThat(hopeless.ndcg(10)).isZero();
        assertThat(hopeless.recall(10)).isZero();
        assertThat(hopeless.reciprocalRank(10)).isZero();
    }
}
