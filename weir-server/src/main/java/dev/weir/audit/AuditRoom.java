package dev.weir.audit;

import dev.weir.audit.note.SigningKey;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.secrets.MasterKey;
import dev.weir.spi.Exchange;
import dev.weir.spi.Outbound;
import dev.weir.store.BackupFolder;
import dev.weir.store.BackupPart;
import dev.weir.store.DataDirectory;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Projection;
import dev.weir.store.Projector;
import dev.weir.store.StorageException;
import dev.weir.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the room. Closed before the journal, the database and the outgoing client. */
public final class AuditRoom implements AutoCloseable {
    /** Whoever reads the log waits for no gathering, and everything is in the journal before. */
    private static final Duration GATHER = Duration.ofMillis(400);

    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/audit/migrations";

    /** The log's database in the data directory. */
    public static final String DATABASE = "audit.db";

    /** What stands before the node's name in the log's name. */
    static final String ORIGIN = "weir/";

    private static final Logger messages = LoggerFactory.getLogger(AuditRoom.class);

    private final Projector projector;
    private final Publisher publisher;
    private final AuditLog log;
    private final AuditRoutes routes;

    /**
     * How often a checkpoint is made, and where it goes.
     *
     * @param file null for none, and so are the others
     * @param git a clone of a repository
     */
    public record Settings(
            Duration every,
            @Nullable Path file,
            @Nullable URI webhook,
            @Nullable Path git) {}

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
        projector = Projector.start(journal, codec, database, List.of(dao), GATHER);
        notary.now();
        publisher = new Publisher(notary, dao, places(settings, outbound), settings.every(), clock);
        log = new AuditLog(journal, projector, dao, notary, checkpoints, clock);
        routes = new AuditRoutes(log, publisher);
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

    /** What fills a log's database, for whoever measures it by itself. */
    public static Projection projection(Database database) {
        return new AuditDao(database);
    }

    /** The keys, sealed: what a backup of the database needs beside it. */
    public static BackupPart backup(DataDirectory data) {
        return new BackupFolder(data.file(KeyFolder.NAME));
    }

    /**
     * The promise that an exchange is logged, as {@code GET /api/exchanges/{id}/receipt} answers; waits until it is.
     * Null if it is not within seconds; it can be fetched later.
     */
    public @Nullable String receipt(Exchange exchange) {
        try {
            return log.receipt(exchange.project(), exchange.id().value())
                    .map(receipt -> new String(Json.bytes(receipt), StandardCharsets.UTF_8))
                    .orElse(null);
        } catch (Refusal | StorageException e) {
            messages.warn("No receipt for {}: {}", exchange.id(), e.getMessage());
            return null;
        }
    }

    public AuditLog service() {
        return log;
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
