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
     * The front door's routes, to which the requests of batches go.
     *
     * @param queued behind admission
     * @param unqueued without it, for requests that a provider has answered already
     */
    public record Doors(List<Route> queued, List<Route> unqueued) {
        public Doors {
            queued = List.copyOf(queued);
            unqueued = List.copyOf(unqueued);
        }
    }

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param folder of the results of unfinished batches, in the data directory
     * @param errors how the front door writes errors
     * @param passages which batches providers work off
     * @param principals who makes a batch's requests; empty when its key was revoked
     */
    public BatchRoom(
            Database database,
            ContentCipher cipher,
            Path folder,
            StoredFiles files,
            Doors doors,
            ErrorFormat errors,
            Passages passages,
            Function<Batch, Optional<Principal>> principals,
            BatchLimits limits,
            Clock clock,
            IdSource ids) {
        BatchDao dao = new BatchDao(database);
        workshop = new Workshop(
                dao,
                files,
                new Endpoints(doors.queued(), errors),
                new Endpoints(doors.unqueued(), errors),
                passages,
                principals,
                cipher,
                folder,
                limits,
                clock,
                ids);
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
