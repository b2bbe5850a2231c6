package dev.weir.usage;

import dev.weir.kernel.Clock;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the totals compared with the ledger once a day; one that was missed, because nothing ran then, is made up for. */
final class NightlyCheck implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NightlyCheck.class);

    private final UsageCheck check;
    private final LocalTime at;
    private final Duration span;
    private final Clock clock;
    private final Instant begun;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("usage-check").daemon().factory());

    /**
     * @param at when, in UTC
     * @param span how far back it looks
     */
    NightlyCheck(UsageCheck check, LocalTime at, Duration span, Clock clock) {
        this.check = check;
        this.at = at;
        this.span = span;
        this.clock = clock;
        this.begun = clock.instant();
        timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.MINUTES);
    }

    private void look() {
        try {
            runIfDue();
        } catch (StorageException e) {
            log.warn("The totals of usage could not be compared with the ledger", e);
        } catch (RuntimeException e) {
            log.error("The totals of usage could not be compared with the ledger", e);
        }
    }

    /** Whether it was due. */
    boolean runIfDue() {
        Instant now = clock.instant();
        CheckResult latest = check.latest();
        Instant since = latest == null ? begun : latest.startedAt();
        if (since.isBefore(due(now))) {
            check.all(now.minus(span), now);
            return true;
        }
        return false;
    }

    /** The newest time at which one was to be made. */
    private Instant due(Instant now) {
        Instant today = now.atOffset(ZoneOffset.UTC).toLocalDate().atTime(at).toInstant(ZoneOffset.UTC);
        return today.isAfter(now) ? today.minus(1, ChronoUnit.DAYS) : today;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
