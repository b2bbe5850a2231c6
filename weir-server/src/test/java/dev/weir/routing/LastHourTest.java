package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LastHourTest {
    private Instant now = Instant.parse("2026-11-22T10:00:30Z");
    private final LastHour hour = new LastHour(() -> now);

    @Test
    void whatHappenedIsCountedByMinuteAndForgottenAfterAnHour() {
        hour.answered(TimeUnit.MILLISECONDS.toNanos(800), TimeUnit.MILLISECONDS.toNanos(200));
        hour.failed();
        now = now.plus(Duration.ofMinutes(2));
        hour.rejected();
        hour.left();

        assertThat(hour.minutes().stream().map(AttemptCounts.Minute::at))
                .containsExactly(Instant.parse("2026-11-22T10:00:00Z"), Instant.parse("2026-11-22T10:02:00Z"));
        assertThat(hour.minutes().getFirst().counts().attempts()).isEqualTo(2);
        assertThat(hour.minutes().getLast().counts())
                .isEqualTo(new AttemptCounts(2, 0, 1, null, null, null));
        AttemptCounts all = hour.whole();
        assertThat(all.attempts()).isEqualTo(4);
        assertThat(all.failed()).isEqualTo(1);
        assertThat((double) all.p50Ms()).isCloseTo(800, within(56.0));
        assertThat((double) all.firstTokenMs()).isCloseTo(200, within(14.0));

        now = now.plus(Duration.ofMinutes(58));
        assertThat(hour.whole().attempts()).isEqualTo(2);
        now = now.plus(Duration.ofDays(1));
        assertThat(hour.minutes()).isEmpty();
        hour.failed();
        assertThat(hour.whole().attempts()).isEqualTo(1);
    }

    @Property(tries = 200)
    void aPercentileIsRightWithinSevenPercent(
            @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 3_600_000_000L) Long> micros) {
        Durations all = new Durations();
        Durations other = new Durations();
        Random half = new Random(1);
        for (long each : micros) {
            (half.nextBoolean() ? all : other).add(each * 1000);
        }
        all.add(other);
        List<Long> sorted = micros.stream().sorted().toList();
        for (int percent : new int[] {1, 50, 95, 100}) {
            double right = sorted.get((sorted.size() * percent + 99) / 100 - 1) * 1000.0;
            assertThat((double) all.percentile(percent).orElseThrow()).isCloseTo(right, within(right * 0.07 + 1));
        }
    }
}
