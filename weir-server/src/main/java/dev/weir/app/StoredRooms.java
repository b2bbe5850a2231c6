package dev.weir.app;

import dev.weir.audit.AuditRoom;
import dev.weir.batch.BatchRoom;
import dev.weir.batch.Passages;
import dev.weir.budget.BudgetRoom;
import dev.weir.config.WeirConfig;
import dev.weir.conversation.ConversationRoom;
import dev.weir.edge.Edge;
import dev.weir.files.FilesRoom;
import dev.weir.idempotency.IdempotencyRoom;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.knowledge.KnowledgeFiles;
import dev.weir.knowledge.KnowledgeRoom;
import dev.weir.knowledge.parser.ParserProgram;
import dev.weir.knowledge.parser.Programs;
import dev.weir.limits.RateRoom;
import dev.weir.notice.NoticeRoom;
import dev.weir.spi.Outbound;
import dev.weir.store.DataDirectory;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.Projection;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.Identity;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import dev.weir.usage.Spent;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds the rooms that keep something, each on its part of the storage. {@link Weir} says in which order, and closes
 * them.
 */
record StoredRooms(
        DataDirectory data,
        Storage storage,
        WeirConfig config,
        Consumer<AdminAction> audit,
        Metrics metrics,
        Clock clock,
        IdSource ids) {

    private SettingsOf settings() {
        return new SettingsOf(config);
    }

    /**
     * @param outbound fetches the keys of whoever makes tokens for end users
     */
    TenancyRoom tenancy(Outbound outbound) {
        Identity identity = settings().identity();
        return identity == null
                ? new TenancyRoom(storage.ledger(), clock, ids, new SecureRandom(), audit)
                : new TenancyRoom(storage.ledger(), identity, outbound, clock, ids, new SecureRandom(), audit);
    }

    /**
     * @param nodes how many there are
     * @param models the model that a name stands for
     */
    RateRoom rates(TenancyRoom tenancy, IntSupplier nodes, UnaryOperator<String> models) {
        return new RateRoom(
                storage.ledger(),
                settings().redis(),
                nodes,
                tenancy.service(),
                tenancy.limits(),
                models,
                settings().slowing(),
                metrics,
                clock);
    }

    BudgetRoom budgets(TenancyRoom tenancy, Spent spent) {
        return new BudgetRoom(spent, storage.leases(), tenancy.service(), tenancy.limits(), data.node(), clock);
    }

    /**
     * @param others what else follows the journal into the ledger
     */
    Tracing tracing(List<Projection> others) {
        return new Tracing(
                storage.journal(),
                storage.codec(),
                storage.ledger(),
                storage.traces(),
                config.traces().retention(),
                others,
                audit,
                metrics,
                clock);
    }

    AuditRoom proofs(Map<String, String> environment, Outbound outbound) {
        return new AuditRoom(
                data,
                storage.journal(),
                storage.codec(),
                storage.audit(),
                storage.master(),
                environment,
                settings().audit(),
                outbound,
                metrics,
                clock);
    }

    NoticeRoom notices(Outbound outbound) {
        return new NoticeRoom(storage.ledger(), settings().notices(data.node()), outbound, clock);
    }

    ConversationRoom conversation() {
        return new ConversationRoom(
                storage.journal(),
                storage.codec(),
                storage.responses(),
                config.traces().retention(),
                clock);
    }

    IdempotencyRoom idempotency() {
        return new IdempotencyRoom(
                storage.journal(),
                storage.codec(),
                storage.idempotency(),
                storage.isShared(),
                settings().idempotency(),
                metrics,
                clock);
    }

    KnowledgeRoom knowledge(Map<String, String> environment) {
        return new KnowledgeRoom(storage.own(), data.file("indexes"), files(environment), clock, ids);
    }

    private @Nullable KnowledgeFiles files(Map<String, String> environment) {
        return ParserProgram.installed()
                .map(program -> new KnowledgeFiles(
                        storage.cipher(),
                        data.file(Storage.DOCUMENTS),
                        data.file("parser"),
                        program,
                        settings().parser(),
                        config.knowledge().parser().maxFile().bytes(),
                        Programs.of(environment.get("PATH"))))
                .orElse(null);
    }

    FilesRoom files() {
        return new FilesRoom(
                storage.own(),
                storage.cipher(),
                data.file(Storage.FILES),
                settings().files(),
                clock,
                ids);
    }

    /** Requests of batches go to the same routes as everybody's, under the key that made the batch. */
    BatchRoom batches(FilesRoom files, BatchRoom.Doors doors, Passages passages, TenancyRoom tenancy) {
        return new BatchRoom(
                storage.own(),
                storage.cipher(),
                data.file(Storage.BATCHES),
                files.service(),
                doors,
                Edge.errors(),
                passages,
                batch -> tenancy.service().principal(batch.key()).map(who -> who.in(batch.project())),
                settings().batches(),
                clock,
                ids);
    }

    BackupRoutes backups() {
        return new BackupRoutes(storage.backup(data), data.file("backups"), storage.aboutBackups(), clock, ids, audit);
    }
}
