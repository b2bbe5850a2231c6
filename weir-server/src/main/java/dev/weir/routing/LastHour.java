package dev.weir.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a deployment's attempts, minute by minute, for sixty minutes. It is in memory only: after a start it
 * begins anew. Thread-safe.
 */
final class LastHour {
    private static final int MINUTES = 60;
    private static final long MINUTE = Duration.ofMinutes(1).toSeconds();

    private final InstantSource clock;
    private final @Nullable Slot[] slots = new @Nullable Slot[MINUTES];

    LastHour(InstantSource clock) {
        this.clock = clock;
    }

    /** One minute's counts. */
    private static final class Slot {
        private final long minute;
        private final Durations whole = new Durations();
        private final Durations begun = new Durations();
        private int attempts;
        private int failed;
        private int rejected;

        Slot(long minute) {
            this.minute = minute;
        }

        void add(Slot other) {
            whole.add(other.whole);
            begun.add(other.begun);
            attempts += other.attempts;
            failed += other.failed;
            rejected += other.rejected;
        }

        AttemptCounts counts() {
            return new AttemptCounts(
                    attempts,
                    failed,
                    rejected,
                    millis(whole.percentile(50)),
                    millis(whole.percentile(95)),
                    millis(begun.percentile(50)));
        }

        private static @Nullable Long millis(OptionalLong nanos) {
            return nanos.isEmpty()
                    ? null
                    : Long.valueOf(Duration.ofNanos(nanos.getAsLong()).toMillis());
        }
    }

    /**
     * An attempt was answered to its end.
     *
     * @param firstTokenNanos until the first content of a stream; negative for an answer that came whole
     */
    synchronized void answered(long nanos, long firstTokenNanos) {
        Slot slot = now();
        slot.attempts++;
        slot.whole.add(nanos);
        if (firstTokenNanos >= 0) {
            slot.begun.add(firstTokenNanos);
        }
    }

    /** An attempt came to nothing, and that was the deployment's doing. */
    synchronized void failed() {
        Slot slot = now();
        slot.attempts++;
        slot.failed++;
    }

    /** The provider did not take the request as it was. */
    synchronized void rejected() {
        Slot slot = now();
        slot.attempts++;
        slot.rejected++;
    }

    /** An attempt was given up by who had asked for it. */
    synchronized void left() {
        now().attempts++;
    }

    private Slot now() {
        long minute = minute();
        int place = Math.floorMod(minute, MINUTES);
        Slot slot = slots[place];
        if (slot == null || slot.minute != minute) {
            slot = new Slot(minute);
            slots[place] = slot;
        }
        return slot;
    }

    private long minute() {
        return Math.floorDiv(clock.instant().getEpochSecond(), MINUTE);
    }

    /** The minutes in which an attempt ended, the oldest first. */
    synchronized List<AttemptCounts.Minute> minutes() {
        return within()
                .map(slot -> new AttemptCounts.Minute(Instant.ofEpochSecond(slot.minute * MINUTE), slot.counts()))
                .toList();
    }

    /** All of the hour. */
    synchronized AttemptCounts whole() {
        Slot sum = new Slot(0);
        within().forEach(sum::add);
        return sum.counts();
    }

    private Stream<Slot> within() {
        long last = minute();
        List<Slot> found = new ArrayList<>();
        for (long minute = last - MINUTES + 1; minute <= last; minute++) {
            Slot slot = slots[Math.floorMod(minute, MINUTES)];
            if (slot != null && slot.minute == minute) {
                found.add(slot);
            }
        }
        return found.stream();
    }
}
