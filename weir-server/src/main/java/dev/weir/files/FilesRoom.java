package dev.weir.files;

import dev.weir.http.Route;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.store.ContentCipher;
import dev.weir.store.Database;
import dev.weir.store.SealedFolder;
import dev.weir.store.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the room. Closed before its database. */
public final class FilesRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/files/migrations";

    private static final Logger log = LoggerFactory.getLogger(FilesRoom.class);

    private final StoredFiles files;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("file-expiry").daemon().factory());

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param folder the contents' own folder in the data directory
     */
    public FilesRoom(
            Database database, ContentCipher cipher, Path folder, FileLimits limits, Clock clock, IdSource ids) {
        files = new StoredFiles(new FileDao(database), new SealedFolder(folder, cipher), limits, clock, ids);
        files.tidy();
        timer.scheduleWithFixedDelay(this::sweep, 0, 1, TimeUnit.MINUTES);
    }

    private void sweep() {
        try {
            files.sweep();
        } catch (StorageException e) {
            log.warn("Expired files could not be deleted: {}", e.getMessage());
        }
    }

    public StoredFiles service() {
        return files;
    }

    public List<Route> routes() {
        return new FileRoutes(files).routes().list();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
