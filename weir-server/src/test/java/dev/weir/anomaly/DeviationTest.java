package dev.weir.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviationTest {
    /** Worked by hand: median 10, deviations 2 1 0 1 2 40, MAD 1.5. */
    @Test
    void theScoreIsThatOfIglewiczAndHoaglin() {
        Deviation deviation = Deviation.of(60, List.of(8.0, 9.0, 10.0, 10.0, 12.0, 50.0), 0.1);
        assertThat(deviation.median()).isEqualTo(10);
        assertThat(deviation.mad()).isEqualTo(1.5);
        assertThat(deviation.score()).isCloseTo(0.6745 * 50 / 1.5, within(1e-9));
        assertThat(deviation.isUnusual()).isTrue();
    }

    @Test
    void anOutlierInTheHistoryHidesNoneAfterIt() {
        assertThat(Deviation.of(100, List.of(10.0, 11.0, 9.0, 10.0, 12.0, 1_000.0, 10.0), 1)
                        .isUnusual())
                .isTrue();
    }

    @Test
    void whatHardlyVariesMayVaryALittle() {
        List<Double> steady = List.of(100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0);
        assertThat(Deviation.of(140, steady, 1).isUnusual()).isFalse();
        assertThat(Deviation.of(160, steady, 1).isUnusual()).isTrue();
        assertThat(Deviation.of(20, List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 5)
                        .isUnusual())
                .isFalse();
        assertThat(Deviation.of(30, List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 5)
                        .isUnusual())
                .isTrue();
    }

    @Test
    void littleUseIsNobodysBill() {
        assertThat(Deviation.of(0, List.of(100.0, 101.0, 99.0, 100.0, 100.0, 98.0, 100.0), 1)
                        .isUnusual())
                .isFalse();
    }
}
