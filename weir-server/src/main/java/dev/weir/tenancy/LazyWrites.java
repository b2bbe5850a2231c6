package dev.weir.tenancy;

import dev.weir.store.StorageException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes now and then what need not be written at once, off every request's path; and once more at the end. */
final class LazyWrites implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LazyWrites.class);

    private final List<Runnable> writes;
    private final Rounds rounds;

    LazyWrites(Duration every, List<Runnable> writes) {
        this.writes = List.copyOf(writes);
        this.rounds = new Rounds("tenancy lazy writes", every, this::writeAll);
    }

    private void writeAll() {
        for (Runnable write : writes) {
            try {
                write.run();
            } catch (StorageException | IllegalStateException e) {
                log.warn("The times of last use could not be written: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
        writeAll();
    }
}
