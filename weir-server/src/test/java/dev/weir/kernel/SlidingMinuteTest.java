package dev.weir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SlidingMinuteTest {
    private record Added(long second, long count) {}

    @Property(tries = 300)
    void itHoldsWhatWasAddedWithinSixtyOneSeconds(@ForAll Random random) {
        SlidingMinute minute = new SlidingMinute();
        List<Added> all = new ArrayList<>();
        long now = random.nextInt(200) - 100;
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(random.nextInt(20) == 0 ? 100 : 3);
            long second = now;
            if (random.nextBoolean()) {
                long count = random.nextInt(10);
                assertThat(minute.add(count, second)).isEqualTo(second);
                all.add(new Added(second, count));
            } else if (!all.isEmpty()) {
                Added wrong = all.remove(random.nextInt(all.size()));
                long less = random.nextLong(wrong.count() + 1);
                minute.correct(-less, wrong.second());
                all.add(new Added(wrong.second(), wrong.count() - less));
            }
            long expected = all.stream()
                    .filter(added -> added.second() > second - 61)
                    .mapToLong(Added::count)
                    .sum();
            assertThat(minute.used(second)).isEqualTo(expected);
            long wait = minute.secondsUntilEmpty(second);
            assertThat(minute.used(second) == 0 || wait >= 1 && wait <= 61).isTrue();
        }
    }

    @Test
    void aClockThatGoesBackwardsStandsStill() {
        SlidingMinute minute = new SlidingMinute();
        minute.add(5, 100);
        assertThat(minute.used(10)).isEqualTo(5);
        assertThat(minute.add(1, 10)).isEqualTo(100);
        assertThat(minute.used(160)).isEqualTo(6);
        assertThat(minute.used(161)).isZero();
    }

    @Test
    void itTellsWhenThereIsRoom() {
        SlidingMinute minute = new SlidingMinute();
        minute.add(5, 100);
        minute.add(5, 130);
        assertThat(minute.secondsUntilRoomFor(1, 11, 140)).isZero();
        assertThat(minute.secondsUntilRoomFor(5, 10, 140)).isEqualTo(21);
        assertThat(minute.secondsUntilRoomFor(6, 10, 140)).isEqualTo(51);
        assertThat(minute.secondsUntilRoomFor(99, 10, 140)).isEqualTo(51);
        assertThat(minute.secondsUntilEmpty(140)).isEqualTo(51);
    }
}
