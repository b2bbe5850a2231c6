package dev.weir.app;

import dev.weir.audit.AuditRoom;
import dev.weir.batch.BatchRoom;
import dev.weir.billing.BillingRoom;
import dev.weir.budget.BudgetRoom;
import dev.weir.conversation.ConversationRoom;
import dev.weir.files.FilesRoom;
import dev.weir.idempotency.IdempotencyRoom;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.KnowledgeRoom;
import dev.weir.limits.RateRoom;
import dev.weir.notice.NoticeRoom;
import dev.weir.secrets.MasterKey;
import dev.weir.secrets.ProjectKeys;
import dev.weir.store.Backup;
import dev.weir.store.BackupFolder;
import dev.weir.store.ContentCipher;
import dev.weir.store.DataDirectory;
import dev.weir.store.Database;
import dev.weir.store.Databases;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Ledger;
import dev.weir.store.PostgresServer;
import dev.weir.store.Projector;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import dev.weir.usage.UsageRoom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal and the databases of one node, opened together and closed in the right order. Where several nodes share a
 * PostgreSQL, it has the databases that are everybody's; what belongs to a node's own files stays in its directory.
 */
final class Storage implements AutoCloseable {
    /** The folder of uploaded files. */
    static final String FILES = "files";

    /** The folder of files that are to become documents. */
    static final String DOCUMENTS = "documents";

    /** The folder of the results of unfinished batches. */
    static final String BATCHES = "batches";

    /** The folder of exports while they are sent. */
    static final String EXPORTS = "exports";

    /** The folder of what was changed over the API. */
    static final String CHANGES = "changes";

    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    /** What belongs to files of a node: indexes, uploads, batches that it works off. */
    private static final List<String> OWN =
            List.of(KnowledgeRoom.MIGRATIONS, FilesRoom.MIGRATIONS, BatchRoom.MIGRATIONS);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final @Nullable PostgresServer server;
    private final Database ledger;
    private final @Nullable Database leases;
    private final Database own;
    private final Database traces;
    private final Database responses;
    private final Database audit;
    private final MasterKey master;
    private final Database idempotency;
    private final ContentCipher cipher;
    private final JournalCodec codec;
    private final Journal journal;

    /**
     * @param shared the PostgreSQL that several nodes share; null for files in the directory
     * @param masterKey the value of {@code WEIR_MASTER_KEY}; null where the key is a file in the directory
     */
    Storage(
            DataDirectory data,
            PostgresServer.@Nullable Settings shared,
            @Nullable String masterKey,
            IdSource ids,
            Clock clock) {
        boolean whole = false;
        try {
            server = shared == null ? null : opened(PostgresServer.open(shared, data.node()));
            Databases databases = server == null ? Databases.in(data.path()) : server;
            ledger = opened(databases.open("weir", ledgerMigrations(server == null)));
            leases = server == null ? null : opened(databases.open("leases", BudgetRoom.SHARED_MIGRATIONS));
            own = server == null ? ledger : opened(Database.open(data.file("node.db"), ownMigrations()));
            traces = opened(databases.open("traces", Projector.MIGRATIONS, Tracing.TRACES_MIGRATIONS));
            responses = opened(databases.open("responses", Projector.MIGRATIONS, ConversationRoom.MIGRATIONS));
            idempotency = opened(databases.open("idempotency", Projector.MIGRATIONS, IdempotencyRoom.MIGRATIONS));
            audit = opened(Database.open(data.file(AuditRoom.DATABASE), Projector.MIGRATIONS, AuditRoom.MIGRATIONS));
            master = MasterKey.open(data.path(), masterKey, ProjectKeys.anyIn(ledger));
            ProjectKeys keys = new ProjectKeys(ledger, master, ids, clock);
            if (server != null) {
                keys.bind();
            }
            cipher = keys;
            codec = new JournalCodec(cipher);
            journal = opened(Journal.open(data.file("journal"), data.node(), codec));
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private static String[] ledgerMigrations(boolean alone) {
        List<String> all = new ArrayList<>(List.of(
                Projector.MIGRATIONS,
                Ledger.MIGRATIONS,
                ProjectKeys.MIGRATIONS,
                TenancyRoom.MIGRATIONS,
                RateRoom.MIGRATIONS,
                UsageRoom.MIGRATIONS,
                BillingRoom.MIGRATIONS,
                NoticeRoom.MIGRATIONS,
                Tracing.LEDGER_MIGRATIONS));
        if (alone) {
            all.addAll(OWN);
        }
        return all.toArray(String[]::new);
    }

    private static String[] ownMigrations() {
        List<String> all = new ArrayList<>(OWN);
        all.add(Projector.MIGRATIONS);
        return all.toArray(String[]::new);
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** Whether other nodes may work on the same databases. */
    boolean isShared() {
        return server != null;
    }

    Database ledger() {
        return ledger;
    }

    /** What nodes tell each other of budgets; null where this one is alone. */
    @Nullable
    Database leases() {
        return leases;
    }

    /** What is in files of this node; the ledger's where it is alone. */
    Database own() {
        return own;
    }

    Database traces() {
        return traces;
    }

    Database responses() {
        return responses;
    }

    Database audit() {
        return audit;
    }

    MasterKey master() {
        return master;
    }

    Database idempotency() {
        return idempotency;
    }

    /** Seals what is kept of projects' content. */
    ContentCipher cipher() {
        return cipher;
    }

    JournalCodec codec() {
        return codec;
    }

    Journal journal() {
        return journal;
    }

    /** What to tell whoever makes a backup. */
    String aboutBackups() {
        return server == null
                ? Backup.ABOUT_THE_MASTER_KEY
                : "this is the node's own directory; what the nodes share is in " + server.address()
                        + ": back that up with pg_dump BEFORE each backup of a node, so that no journal is behind it. "
                        + Backup.ABOUT_THE_MASTER_KEY;
    }

    /** Indexes are no part of it: they are made again from the rows. Neither is what is in PostgreSQL. */
    Backup backup(DataDirectory data) {
        return new Backup(
                data,
                journal,
                server == null ? List.of(idempotency, responses, traces, audit, ledger) : List.of(audit, own),
                List.of(
                        new BackupFolder(data.file(FILES)),
                        new BackupFolder(data.file(DOCUMENTS)),
                        new BackupFolder(data.file(BATCHES)),
                        new BackupFolder(data.file(CHANGES)),
                        AuditRoom.backup(data)));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.error("A part of the storage did not close well", e);
            }
        }
    }
}
