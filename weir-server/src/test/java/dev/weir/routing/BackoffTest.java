package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property
    void theBoundDoublesUpToTheCap(
            @ForAll @IntRange(max = 100_000) int millis,
            @ForAll @IntRange(min = 1, max = 1_000) int failures,
            @ForAll long seed) {
        Duration wait = new Backoff(Duration.ofMillis(millis)).after(failures, new Random(seed));

        double bound = Math.min(Backoff.CAP.toMillis(), millis * Math.pow(2, Math.min(failures - 1, 40)));
        assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis((long) bound));
    }

    @Test
    void waitsAreSpreadOverTheWholeRange() {
        Random random = new Random(7);
        Backoff backoff = new Backoff(Duration.ofMillis(100));
        List<Long> waits = IntStream.range(0, 1_000)
                .mapToObj(i -> backoff.after(2, random).toMillis())
                .toList();

        assertThat(waits)
                .anyMatch(wait -> wait < 20)
                .anyMatch(wait -> wait > 180)
                .allMatch(wait -> wait <= 200);
    }
}
