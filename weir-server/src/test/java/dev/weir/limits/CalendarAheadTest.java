package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.machine.Limited;
import dev.weir.machine.Wish;
import dev.weir.spi.Call;
import dev.weir.spi.Status;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.tenancy.CallLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A calendar that is days ahead, and is then put right. */
class CalendarAheadTest {
    private static final Duration AHEAD = Duration.ofDays(5);

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock(Instant.parse("2026-05-04T12:00:00Z"));
    private int numbers;

    private void use(RateRooms rooms, long tokens) {
        Call call = new Wish(null, "small", false, tokens).call(rooms.tenants().caller(), numbers++, clock);
        rooms.foretell(call, tokens);
        rooms.append(new Closed(call.recording().close(call, Status.OK, null), clock.instant()));
        rooms.catchUp();
    }

    @Test
    void aRestartStillKnowsWhatTodayHadUsed() {
        try (RateRooms rooms = new RateRooms(folder, clock)) {
            rooms.tenants()
                    .limit(Limited.KEY, new CallLimits(null, null, null, 100L, CallLimits.UTC, List.of(), null, null));
            use(rooms, 60);
            clock.forward(AHEAD);
            use(rooms, 1);
        }
        clock.turnCalendar(AHEAD.negated());
        try (RateRooms rooms = new RateRooms(folder, clock)) {
            RateLine line = rooms.lines(new Wish(null, "small", false, 40)).getFirst();
            assertThat(line.limit()).isEqualTo("tokens_per_day");
            assertThat(line.used())
                    .as("what comes from the days ahead counts, too")
                    .isEqualTo(61);
            assertThat(line.passes()).isFalse();
        }
    }
}
