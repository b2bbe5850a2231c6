package dev.weir.idempotency;

import dev.weir.kernel.Clock;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes keys that are older than their retention, a bounded number at a time. */
final class KeySweeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeySweeper.class);

    private final KeyDao keys;
    private final Supplier<Duration> retention;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("idempotency-retention").daemon().factory());

    KeySweeper(KeyDao keys, Supplier<Duration> retention, Clock clock) {
        this.keys = keys;
        this.retention = retention;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::sweep, 1, 10, TimeUnit.MINUTES);
    }

    void sweep() {
        try {
            keys.deleteBefore(clock.instant().minus(retention.get()));
        } catch (StorageException e) {
            log.warn("Old idempotency keys could not be deleted", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
