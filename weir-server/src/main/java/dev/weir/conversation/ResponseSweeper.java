package dev.weir.conversation;

import dev.weir.kernel.Clock;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes responses that are older than their retention, a bounded number at a time. */
final class ResponseSweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ResponseSweeper.class);

    private final ResponseDao responses;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("response-retention").daemon().factory());

    ResponseSweeper(ResponseDao responses, Duration kept, Clock clock) {
        this.responses = responses;
        this.kept = kept;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::sweep, 1, 10, TimeUnit.MINUTES);
    }

    void sweep() {
        try {
            responses.deleteBefore(clock.instant().minus(kept));
        } catch (StorageException e) {
            log.warn("Old responses could not be deleted", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
