package dev.weir.knowledge.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.knowledge.evaluation.Bootstrap.Difference;
import dev.weir.knowledge.evaluation.Bootstrap.Interval;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    /** The percentile interval of R's boot with a million resamples, as SciPy's tests cite it: 28.86 to 84.21. */
    @Test
    void theIntervalIsThatOfR() {
        double[] values = {10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213};

        Interval interval = Bootstrap.mean(values);

        assertThat(interval.mean()).isCloseTo(53.994, within(.001));
        assertThat(interval.low()).isCloseTo(28.86, within(1.2));
        assertThat(interval.high()).isCloseTo(84.21, within(1.2));
        assertThat(Bootstrap.mean(values)).isEqualTo(interval);
    }

    @Test
    void aSteadyDifferenceIsSignificantAndANoisyOneIsNot() {
        double[] base = IntStream.range(0, 100).mapToDouble(i -> i % 7 / 7.0).toArray();
        double[] above = IntStream.range(0, 100)
                .mapToDouble(i -> base[i] + .05 + (i % 3 - 1) * .01)
                .toArray();
        double[] other = IntStream.range(0, 100)
                .mapToDouble(i -> base[i] + (i % 2 == 0 ? .3 : -.3))
                .toArray();

        Difference steady = Bootstrap.paired(above, base);
        Difference noisy = Bootstrap.paired(other, base);

        assertThat(steady.isSignificant()).isTrue();
        assertThat(steady.mean()).isCloseTo(.05, within(.001));
        assertThat(steady.p()).isLessThan(.001);
        assertThat(noisy.isSignificant()).isFalse();
        assertThat(noisy.p()).isGreaterThan(.3);
        assertThat(Bootstrap.paired(base, above).high()).isNegative();
    }

    @Test
    void theSameOnBothSidesIsNoDifference() {
        double[] values = {.1, .5, 1};

        Difference none = Bootstrap.paired(values, values);

        assertThat(none).isEqualTo(new Difference(0, 0, 0, 1));
        assertThat(none.isSignificant()).isFalse();
        assertThat(Bootstrap.mean(new double[0])).isEqualTo(new Interval(0, 0, 0));
        assertThatThrownBy(() -> Bootstrap.paired(values, new double[2])).hasMessageContaining("3 values against 2");
    }
}
