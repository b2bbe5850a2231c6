package dev.weir.app;

import dev.weir.anomaly.AnomalyRoom;
import dev.weir.audit.AuditRoom;
import dev.weir.batch.BatchRoom;
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
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Ledger;
import dev.weir.store.Projector;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal and the databases of one data directory, opened together and closed in the right order. */
final class Storage implements AutoCloseable {
    /** The folder of uploaded files. */
    static final String FILES = "files";

    /** The folder of the results of unfinished batches. */
    static final String BATCHES = "batches";

    /** The folder of what was changed over the API. */
    static final String CHANGES = "changes";

    private final Database ledger;
    private final Database traces;
    private final Database responses;
    private final Database audit;
    private final MasterKey master;
    private final Database idempotency;
    private final ContentCipher cipher;
    private final JournalCodec codec;
    private final Journal journal;

    /**
     * @param masterKey the value of {@code WEIR_MASTER_KEY}; null where the key is a file in the directory
     */
    Storage(DataDirectory data, @Nullable String masterKey, IdSource ids, Clock clock) {
        ledger = Database.open(
                data.file("weir.db"),
                Projector.MIGRATIONS,
                Ledger.MIGRATIONS,
                ProjectKeys.MIGRATIONS,
                TenancyRoom.MIGRATIONS,
                RateRoom.MIGRATIONS,
                BudgetRoom.MIGRATIONS,
                NoticeRoom.MIGRATIONS,
                AnomalyRoom.MIGRATIONS,
                KnowledgeRoom.MIGRATIONS,
                FilesRoom.MIGRATIONS,
                BatchRoom.MIGRATIONS,
                Tracing.LEDGER_MIGRATIONS);
        traces = Database.open(data.file("traces.db"), Projector.MIGRATIONS, Tracing.TRACES_MIGRATIONS);
        responses = Database.open(data.file("responses.db"), Projector.MIGRATIONS, ConversationRoom.MIGRATIONS);
        idempotency = Database.open(data.file("idempotency.db"), Projector.MIGRATIONS, IdempotencyRoom.MIGRATIONS);
        audit = Database.open(data.file(AuditRoom.DATABASE), Projector.MIGRATIONS, AuditRoom.MIGRATIONS);
        master = MasterKey.open(data.path(), masterKey, ProjectKeys.anyIn(ledger));
        cipher = new ProjectKeys(ledger, master, ids, clock);
        codec = new JournalCodec(cipher);
        journal = Journal.open(data.file("journal"), data.node(), codec);
    }

    Database ledger() {
        return ledger;
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

    /** Indexes are no part of it: they are made again from the rows. */
    Backup backup(DataDirectory data) {
        return new Backup(
                data,
                journal,
                List.of(idempotency, responses, traces, audit, ledger),
                List.of(
                        new BackupFolder(data.file(FILES)),
                        new BackupFolder(data.file(BATCHES)),
                        new BackupFolder(data.file(CHANGES)),
                        AuditRoom.backup(data)));
    }

    @Override
    public void close() {
        journal.close();
        idempotency.close();
        audit.close();
        responses.close();
        traces.close();
        ledger.close();
    }
}
