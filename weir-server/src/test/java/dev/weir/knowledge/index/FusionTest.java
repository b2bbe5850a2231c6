package dev.weir.knowledge.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FusionTest {
    private static final double NONE = Double.NaN;
    private static final Offset<Double> NEAR = within(1e-9);

    @Test
    void standardScoresHaveMeanZeroAndDeviationOne() {
        double[] scores = Fusion.standardScores(new double[] {2, 4, 4, 4, 5, 5, 7, 9});

        assertThat(scores[0]).isCloseTo(-1.5, NEAR);
        assertThat(scores[7]).isCloseTo(2, NEAR);
    }

    @Test
    void equalScoresSayNothing() {
        assertThat(Fusion.standardScores(new double[] {3, 3, 3})).containsExactly(0, 0, 0);
    }

    @Test
    void theWeightsShareTheSum() {
        double[] lexical = {10, 0};
        double[] dense = {.2, .8};

        double[] fused = Fusion.fuse(lexical, dense, .7);

        assertThat(fused[0]).isCloseTo(.3 - .7, NEAR);
        assertThat(fused[1]).isCloseTo(.7 - .3, NEAR);
    }

    @Test
    void aCandidateWithoutAVectorIsJudgedByItsWords() {
        double[] lexical = {9, 5, 1};
        double[] dense = {.1, NONE, .9};

        double[] fused = Fusion.fuse(lexical, dense, .7);

        assertThat(fused[1]).isCloseTo(Fusion.standardScores(lexical)[1], NEAR);
    }

    @Test
    void withoutAnyVectorTheOrderIsThatOfTheWords() {
        double[] fused = Fusion.fuse(new double[] {1, 3, 2}, new double[] {NONE, NONE, NONE}, .7);

        assertThat(fused[1]).isGreaterThan(fused[2]);
        assertThat(fused[2]).isGreaterThan(fused[0]);
    }

    @Test
    void nothingFusesToNothing() {
        assertThat(Fusion.fuse(new double[0], new double[0], .7)).isEmpty();
    }
}
