package dev.weir.tenancy;

import dev.weir.store.StorageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks several times a second whether another node has changed what this one has in memory, and reads that again. */
final class Followed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Followed.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    private final VersionDao versions;
    private final Map<String, Runnable> readers;
    private final Map<String, Long> seen = new HashMap<>();
    private final Rounds rounds;
    private boolean away;

    /**
     * @param readers what reads each topic again
     */
    Followed(VersionDao versions, Map<String, Runnable> readers) {
        this.versions = versions;
        this.readers = Map.copyOf(readers);
        this.rounds = new Rounds("weir-changes-of-others", EVERY, this::look);
    }

    private void look() {
        try {
            versions.all().forEach(this::look);
            away = false;
        } catch (StorageException | IllegalStateException e) {
            if (!away) {
                log.warn("Changes that other nodes make are not seen now: {}", e.getMessage());
            }
            away = true;
        } catch (RuntimeException bug) {
            log.error("Changes of another node could not be read", bug);
        }
    }

    /** What changes while it is read is read again next time. */
    private void look(String topic, long version) {
        Runnable reader = readers.get(topic);
        if (reader != null && !Long.valueOf(version).equals(seen.get(topic))) {
            reader.run();
            seen.put(topic, version);
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
