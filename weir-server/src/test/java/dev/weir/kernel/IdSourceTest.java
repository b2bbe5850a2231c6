package dev.weir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IdSourceTest {
    /** The largest time of a ULID is in the year 10889. */
    @Property
    void anIdSaysWhenItWasMade(@ForAll @LongRange(max = (1L << 48) - 1) long millis) {
        Instant made = Instant.ofEpochMilli(millis);
        String id = new IdSource(new HandClock(made)).next("at_");

        assertThat(IdSource.madeAt("at_", id)).contains(made);
        assertThat(IdSource.madeAt("ex_", id)).isEmpty();
    }

    @Test
    void otherTextsDoNot() {
        String id = new IdSource(Clock.SYSTEM).next("at_");
        assertThat(IdSource.madeAt("at_", id.toLowerCase(Locale.ROOT))).isEmpty();
        assertThat(IdSource.madeAt("at_", id + "0")).isEmpty();
        assertThat(IdSource.madeAt("at_", "at_")).isEmpty();
        assertThat(IdSource.madeAt("at_", "at_IIIIIIIIIIIIIIIIIIIIIIIIII")).isEmpty();
    }
}
