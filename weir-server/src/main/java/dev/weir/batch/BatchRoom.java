package dev.weir.batch;

import dev.weir.files.StoredFiles;
import dev.weir.http.ErrorFormat;
import dev.weir.http.Route;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Principal;
import dev.weir.store.ContentCipher;
import dev.weir.store.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Wires the room. Closed before everything that its requests pass. */
public final class BatchRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/batch/migrations";

    private final Workshop workshop;
    private final Batches batches;

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param folder of the results of unfinished batches, in the data directory
     * @param routes the front door's, to which the requests of batches go
     * @param errors how the front door writes errors
     * @param principals who makes a batch's requests; empty when its key was revoked
     */
    public BatchRoom(
            Database database,
            ContentCipher cipher,
            Path folder,
            StoredFiles files,
            List<Route> routes,
            ErrorFormat errors,
            Function<Batch, Optional<Principal>> principals,
            BatchLimits limits,
            Clock clock,
            IdSource ids) {
        BatchDao dao = new BatchDao(database);
        workshop =
                new Workshop(dao, files, new Endpoints(routes, errors), principals, cipher, folder, limits, clock, ids);
        batches = new Batches(dao, workshop, clock, ids);
    }

    /** Takes up what an earlier process left undone. */
    public void start() {
        workshop.resume();
    }

    public Batches service() {
        return batches;
    }

    public List<Route> routes() {
        return new BatchRoutes(batches).routes().list();
    }

    @Override
    public void close() {
        workshop.close();
    }
}
