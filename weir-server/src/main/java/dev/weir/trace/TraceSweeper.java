package dev.weir.trace;

import dev.weir.kernel.Clock;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes traces that are older than their retention, a bounded number at a time. */
final class TraceSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TraceSweeper.class);

    private final TraceDao traces;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("trace-retention").daemon().factory());

    TraceSweeper(TraceDao traces, Duration kept, Clock clock) {
        this.traces = traces;
        this.kept = kept;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::sweep, 1, 10, TimeUnit.MINUTES);
    }

    private void sweep() {
        try {
            traces.deleteBefore(clock.instant().minus(kept));
        } catch (StorageException e) {
            log.warn("Old traces could not be deleted", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
