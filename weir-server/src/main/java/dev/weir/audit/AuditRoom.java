package dev.weir.audit;

import dev.weir.audit.note.SigningKey;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.secrets.MasterKey;
import dev.weir.spi.Outbound;
import dev.weir.store.BackupFolder;
import dev.weir.store.BackupPart;
import dev.weir.store.Database;
import dev.weir.store.DataDirectory;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Projector;
import dev.weir.store.StorageException;
import dev.weir.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wires the room. Closed before the journal, the database and the outgoing client. */
public final class AuditRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/audit/migrations";

    /** The log's database in the data directory. */
    public static final String DATABASE = "audit.db";

    /** What stands before the node's name in the log's name. */
    static final String ORIGIN = "weir/";

    private final Projector projector;
    private final Publisher publisher;
    private final AuditRoutes routes;

    /**
     * How often a checkpoint is made, and where it goes.
     *
     * @param file null for none, and so are the others
     * @param git a clone of a repository
     */
    public record Settings(
            Duration every, @Nullable Path file, @Nullable URI webhook, @Nullable Path git) {}

    /**
     * @param database opened with {@link #MIGRATIONS} and {@link Projector#MIGRATIONS}
     * @param environment {@code WEIR_AUDIT_KEY} is read here
     */
    public AuditRoom(
            DataDirectory data,
            Journal journal,
            JournalCodec codec,
            Database database,
            MasterKey master,
            Map<String, String> environment,
            Settings settings,
            Outbound outbound,
            Metrics metrics,
            Clock clock) {
        KeyFolder keys = new KeyFolder(data.path());
        SigningKey key = keys.open(ORIGIN + data.node(), environment.get(KeyFolder.VARIABLE), master);
        AuditDao dao = new AuditDao(database);
        Checkpoints checkpoints;
        try {
            checkpoints = new Checkpoints(dao, keys.known());
        } catch (IOException e) {
            throw StorageException.of(data.path(), e);
        }
        Notary notary = new Notary(dao, checkpoints, key, clock);
        projector = Projector.start(journal, codec, database, List.of(dao));
        publisher = new Publisher(notary, dao, places(settings, outbound), settings.every(), clock);
        routes = new AuditRoutes(new AuditLog(journal, projector, dao, notary, checkpoints, clock), publisher);
        metrics.gauge(
                "weir.audit.lag.bytes",
                "Bytes of the journal that the audit log does not hold yet",
                this,
                room -> journal.written() - room.projector.position());
    }

    private static List<Place> places(Settings settings, Outbound outbound) {
        List<Place> places = new ArrayList<>();
        if (settings.file != null) {
            places.add(new FilePlace(settings.file));
        }
        if (settings.webhook != null) {
            places.add(new WebhookPlace(settings.webhook, outbound));
        }
        if (settings.git != null) {
            places.add(new GitPlace(settings.git));
        }
        return places;
    }

    /** The keys, sealed: what a backup of the database needs beside it. */
    public static BackupPart backup(DataDirectory data) {
        return new BackupFolder(data.file(KeyFolder.NAME));
    }

    public Routes routes() {
        return routes.routes();
    }

    /** Signs and publishes what is there, then ends. */
    @Override
    public void close() {
        projector.close();
        publisher.close();
    }
}
