package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrainTest {
    private record Strained(double heap, double descriptors) implements Strain {}

    @ParameterizedTest
    @CsvSource({
        "0,    0,    1",
        "0.85, 0.3,  1",
        "0.91, 0.3,  0.55",
        "0.3,  0.91, 0.55",
        "0.97, 0.97, 0.1",
        "1.2,  0,    0.1"
    })
    void theWorseOfTheTwoDecides(double heap, double descriptors, double share) {
        assertThat(new Strained(heap, descriptors).share()).isCloseTo(share, within(.001));
    }

    @Test
    void thisProcessHasBothFigures() {
        try (Pressure pressure = new Pressure()) {
            System.gc();
            assertThat(pressure.heap()).isBetween(0.0, 1.0);
            assertThat(pressure.descriptors()).isBetween(0.0, 1.0);
            assertThat(pressure.share()).isPositive();
        }
    }
}
