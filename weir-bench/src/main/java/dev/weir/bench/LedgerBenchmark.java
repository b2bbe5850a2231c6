package dev.weir.bench;

import dev.weir.audit.AuditRoom;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.limits.RateRoom;
import dev.weir.secrets.MasterKey;
import dev.weir.secrets.ProjectKeys;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.Ledger;
import dev.weir.store.Projection;
import dev.weir.store.Projector;
import dev.weir.store.Sql;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import dev.weir.usage.UsageRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Whether everything that follows the journal keeps up with it: exchanges are written at a fixed rate, each by a virtual
 * thread that waits for its end as a request does, while the ledger, the exchanges, the totals of usage, the sums of tokens,
 * the traces and the audit log are projected. A lag that grows is a rate that cannot be kept.
 */
@Command(name = "ledger", description = "Exchanges at a fixed rate without HTTP; how far the databases are behind.")
final class LedgerBenchmark implements Callable<Integer> {
    private static final int TURNS_A_SECOND = 100;

    @Parameters(description = "an empty folder on the disk to measure", defaultValue = "ledger-bench")
    private Path folder = Path.of("ledger-bench");

    @Option(names = "--rate", description = "Exchanges a second.")
    private int rate = 5_000;

    @Option(names = "--seconds", description = "How long.")
    private int seconds = 300;

    @Option(names = "--every", description = "Seconds between two looks at the lag.")
    private int every = 10;

    private final Clock clock = Clock.SYSTEM;
    private final IdSource ids = new IdSource(clock);
    private final Exchanges exchanges = new Exchanges(ids);
    private final AtomicLong written = new AtomicLong();

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        try (Database ledger = Database.open(
                        folder.resolve("weir.db"),
                        Projector.MIGRATIONS,
                        Ledger.MIGRATIONS,
                        ProjectKeys.MIGRATIONS,
                        TenancyRoom.MIGRATIONS,
                        RateRoom.MIGRATIONS,
                        UsageRoom.MIGRATIONS,
                        Tracing.LEDGER_MIGRATIONS);
                Database traces =
                        Database.open(folder.resolve("traces.db"), Projector.MIGRATIONS, Tracing.TRACES_MIGRATIONS);
                Database log = Database.open(folder.resolve("audit.db"), Projector.MIGRATIONS, AuditRoom.MIGRATIONS)) {
            MasterKey master = MasterKey.open(folder, null, ProjectKeys.anyIn(ledger));
            JournalCodec codec = new JournalCodec(new ProjectKeys(ledger, master, ids, clock));
            try (Journal journal = Journal.open(folder.resolve("journal"), "node_bench", codec)) {
                run(journal, codec, ledger, traces, log);
            }
        }
        return 0;
    }

    private void run(Journal journal, JournalCodec codec, Database ledger, Database traces, Database log)
            throws IOException {
        Consumer<AdminAction> audit = action -> journal.awaitSynced(journal.append(action));
        Metrics metrics = new Metrics();
        try (TenancyRoom tenancy = new TenancyRoom(ledger, clock, ids, new SecureRandom(), audit)) {
            RateRoom rates = new RateRoom(
                    ledger, null, () -> 1, tenancy.service(), tenancy.limits(), name -> name, null, metrics, clock);
            List<Projection> others = new ArrayList<>(UsageRoom.projections(ledger, "node_bench"));
            others.add(rates.projection());
            try (Tracing tracing = new Tracing(
                            journal, codec, ledger, traces, Duration.ofDays(30), others, audit, metrics, clock);
                    Projector proofs = Projector.start(journal, codec, log, List.of(AuditRoom.projection(log)))) {
                feed(journal, tracing, proofs);
                long begin = System.nanoTime();
                while (tracing.lag().ledger() + tracing.lag().traces() > 0) {
                    tracing.catchUp();
                }
                proofs.awaitProjected(journal.flush(), Duration.ofMinutes(10));
                System.out.printf("caught up %.1f s after the last exchange%n", (System.nanoTime() - begin) / 1e9);
            }
            rows("attempts", ledger);
            rows("exchanges", ledger);
            rows("usage_totals", ledger);
            rows("traces", traces);
            rows("entries", log);
            size("journal", folder.resolve("journal"));
            size("weir.db", folder.resolve("weir.db"));
            size("traces.db", folder.resolve("traces.db"));
            size("audit.db", folder.resolve("audit.db"));
        }
    }

    private void feed(Journal journal, Tracing tracing, Projector proofs) {
        long begin = System.nanoTime();
        long look = every;
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long turn = 0; turn < (long) seconds * TURNS_A_SECOND; turn++) {
                long due = begin + turn * 1_000_000_000L / TURNS_A_SECOND;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long until = (turn + 1) * rate / TURNS_A_SECOND;
                for (long i = turn * rate / TURNS_A_SECOND; i < until; i++) {
                    calls.execute(() -> exchange(journal));
                }
                double passed = (System.nanoTime() - begin) / 1e9;
                if (passed >= look) {
                    tell(passed, journal, tracing, proofs);
                    look += every;
                }
            }
        }
        double passed = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%d exchanges in %.1f s: %.0f a second%n", written.get(), passed, written.get() / passed);
    }

    private void exchange(Journal journal) {
        AttemptIntent intent = exchanges.intent();
        journal.append(intent);
        journal.awaitSynced(journal.append(exchanges.closed(intent)));
        written.incrementAndGet();
    }

    private void tell(double passed, Journal journal, Tracing tracing, Projector proofs) {
        long now = journal.written();
        long done = written.get();
        double bytes = (double) now / Math.max(1, done);
        System.out.printf(
                "%5.0f s: %7.0f exchanges/s; behind by, in exchanges: ledger %.0f, traces %.0f, audit log %.0f%n",
                passed,
                done / passed,
                tracing.lag().ledger() / bytes,
                tracing.lag().traces() / bytes,
                (now - proofs.position()) / bytes);
    }

    private static void rows(String table, Database database) {
        long rows = database.read(connection ->
                Sql.of(connection, "select count(*) as n from " + table).single(row -> row.number("n")));
        System.out.printf("%-10s %,d rows%n", table, rows);
    }

    private static void size(String name, Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            System.out.printf("%-10s %,d MB%n", name, bytes >> 20);
        }
    }
}
