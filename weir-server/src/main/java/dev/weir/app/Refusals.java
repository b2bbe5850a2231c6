package dev.weir.app;

import dev.weir.http.RefusalListener;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Principal;
import dev.weir.store.Journal;
import dev.weir.store.JournalRecord;
import dev.weir.telemetry.Metrics;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts every refusal and writes it to the journal in brief; of a flood only the first {@value #PER_SECOND} in each
 * second, so that whoever is refused cannot fill the disk.
 */
final class Refusals implements RefusalListener {
    private static final int PER_SECOND = 20;
    private static final int LONGEST_PATH = 200;

    private final Journal journal;
    private final Metrics metrics;
    private final Clock clock;
    /** The second in the upper bits, how many were written in it in the lower 16. */
    private final AtomicLong window = new AtomicLong();

    Refusals(Journal journal, Metrics metrics, Clock clock) {
        this.journal = journal;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void refused(String requestId, String method, String path, @Nullable Principal principal, Refused refused) {
        metrics.refusal(refused.code().wire());
        if (!takePlace()) {
            return;
        }
        journal.submit(new JournalRecord.Refusal(
                principal == null ? null : principal.project(),
                principal == null ? null : principal.key(),
                clock.instant(),
                requestId,
                method,
                path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path,
                refused.code().wire(),
                refused.message()));
    }

    private boolean takePlace() {
        long second = clock.instant().getEpochSecond();
        long taken = window.updateAndGet(
                before -> before >>> 16 == second ? Math.min(before + 1, (second << 16) + 0xffff) : (second << 16) + 1);
        return (taken & 0xffff) <= PER_SECOND;
    }
}
