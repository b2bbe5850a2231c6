package dev.weir.knowledge.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.spi.SettingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FusionTest {
    private static final double NONE = Double.NaN;
    private static final Offset<Double> NEAR = within(1e-9);

    /** Scores best first or not, ranked in the order of their sizes; a NaN is not listed. */
    private static List<Hit.Opinion> opinions(double... scores) {
        List<Hit.Opinion> opinions = new ArrayList<>();
        for (double score : scores) {
            int rank = Double.isNaN(score) ? 0 : 1;
            for (double other : scores) {
                rank += other > score ? 1 : 0;
            }
            opinions.add(new Hit.Opinion(score, rank));
        }
        return opinions;
    }

    private static double[] fuse(Fusion fusion, double[] lexical, double[] dense) {
        return fusion.fuse(opinions(lexical), opinions(dense));
    }

    @Test
    void standard_scores_have_mean_zero_and_deviation_one() {
        Scale scale = Scale.Standard.over(new double[] {2, 4, 4, 4, 5, 5, 7, 9});
        assertThat(scale.of(2, 8)).isCloseTo(-1.5, NEAR);
        assertThat(scale.of(9, 1)).isCloseTo(2, NEAR);
        assertThat(scale.numbers()).containsEntry("mean", 5.0).containsEntry("deviation", 2.0);
    }

    @Test
    void equal_scores_say_nothing() {
        assertThat(Scale.Standard.over(new double[] {3, 3, 3}).of(3, 1)).isZero();
        assertThat(Scale.Range.over(new double[] {3, 3, 3}).of(3, 1)).isZero();
    }

    @Test
    void the_weights_share_the_sum_of_standard_scores() {
        double[] fused = fuse(new Fusion.ZScore(.7), new double[] {10, 0}, new double[] {.2, .8});
        assertThat(fused[0]).isCloseTo(.3 - .7, NEAR);
        assertThat(fused[1]).isCloseTo(.7 - .3, NEAR);
    }

    @Test
    void stretched_scores_run_from_zero_to_one() {
        double[] fused = fuse(new Fusion.MinMax(.6), new double[] {12, 4, 2}, new double[] {.3, .9, .5});
        assertThat(fused[0]).isCloseTo(.4, NEAR);
        assertThat(fused[1]).isCloseTo(.4 * .2 + .6, NEAR);
        assertThat(fused[2]).isCloseTo(.6 / 3, NEAR);
    }

    @Test
    void ranks_alone_count_for_reciprocal_ranks() {
        double[] fused = fuse(new Fusion.Rrf(60), new double[] {100, 1, .5}, new double[] {.3, .9, NONE});
        assertThat(fused[0]).isCloseTo(1 / 61.0 + 1 / 62.0, NEAR);
        assertThat(fused[1]).isCloseTo(1 / 62.0 + 1 / 61.0, NEAR);
        assertThat(fused[2]).isCloseTo(1 / 63.0, NEAR);
    }

    @Test
    void one_arm_alone_keeps_its_own_scores_and_asks_no_other() {
        Fusion words = new Fusion.Single("bm25");
        assertThat(fuse(words, new double[] {3, 1}, new double[] {.1, .9})).containsExactly(3, 1);
        assertThat(words.arms(EnumSet.allOf(Arm.class))).containsExactly(Arm.BM25);
        assertThat(words.arms(EnumSet.of(Arm.DENSE))).containsExactly(Arm.DENSE);
    }

    @Test
    void a_candidate_without_a_vector_is_judged_by_its_words() {
        for (Fusion fusion : List.of(new Fusion.ZScore(.7), new Fusion.MinMax(.7))) {
            double[] lexical = {9, 5, 1};
            double[] fused = fuse(fusion, lexical, new double[] {.1, NONE, .9});
            assertThat(fused[1]).isCloseTo(fusion.scale(lexical).of(5, 2), NEAR);
        }
    }

    @Test
    void without_any_vector_the_order_is_that_of_the_words() {
        for (Fusion fusion : List.of(new Fusion.ZScore(.7), new Fusion.MinMax(.7), new Fusion.Rrf(60))) {
            double[] fused = fuse(fusion, new double[] {1, 3, 2}, new double[] {NONE, NONE, NONE});
            assertThat(fused[1]).isGreaterThan(fused[2]);
            assertThat(fused[2]).isGreaterThan(fused[0]);
        }
    }

    @Test
    void nothing_fuses_to_nothing() {
        assertThat(Fusion.kinds())
                .allSatisfy(
                        fusion -> assertThat(fusion.fuse(List.of(), List.of())).isEmpty());
    }

    @Test
    void what_cannot_be_is_refused_by_name() {
        assertThatThrownBy(() -> new Fusion.ZScore(1.5))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("'dense_weight' must be 0 to 1, not 1.5");
        assertThatThrownBy(() -> new Fusion.Rrf(0)).hasMessageContaining("'k'");
        assertThatThrownBy(() -> new Fusion.Single("words")).hasMessageContaining("'arm' is 'words'");
    }
}
