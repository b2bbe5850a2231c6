package dev.weir.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Property(tries = 50)
    void theSetHoldsWhatWasAddedAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        LongSet set = new LongSet();
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            long value = random.nextInt(4) == 0 ? random.nextInt(64) : random.nextLong();
            set.add(value);
            model.add(value);
        }
        assertThat(set.size()).isEqualTo(model.size());
        assertThat(model).allMatch(set::has);
        for (long other = 0; other < 200; other++) {
            assertThat(set.has(other)).isEqualTo(model.contains(other));
        }
    }

    @Test
    void untilTheOldOnesAreReadEveryKeyMayBeKnown() {
        KnownKeys known = new KnownKeys(NOON);
        assertThat(known.mayHave(7)).isTrue();
        known.load(List.of(1L, 2L));
        assertThat(known.mayHave(7)).isFalse();
        assertThat(known.mayHave(2)).isTrue();
    }

    @Test
    void aKeyIsRememberedForADayAtLeastAndNotForEver() {
        KnownKeys known = new KnownKeys(NOON);
        known.load(List.of());
        known.add(1, NOON.plus(Duration.ofHours(23)), DAY);
        known.add(2, NOON.plus(Duration.ofHours(46)), DAY);
        assertThat(known.mayHave(1)).isTrue();
        known.add(3, NOON.plus(Duration.ofHours(71)), DAY);
        assertThat(known.mayHave(1)).isFalse();
        assertThat(known.mayHave(2)).isTrue();
        assertThat(known.size()).isEqualTo(2);
    }
}
