package dev.weir.bench;

import dev.weir.audit.AuditRoom;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.secrets.MasterKey;
import dev.weir.secrets.ProjectKeys;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.Ledger;
import dev.weir.store.Projection;
import dev.weir.store.Projector;
import dev.weir.trace.Tracing;
import dev.weir.usage.UsageRoom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the journal costs a request: an intent, a closed exchange ({@link Exchanges}, sealed with the project's key) and the wait for both to be on the disk, from many virtual threads; then how quickly the
 * ledger and the audit log follow.
 */
@Command(name = "journal", description = "Appends and syncs per second, and their latency.")
public final class JournalBenchmark implements Callable<Integer> {
    @Parameters(description = "an empty folder on the disk to measure")
    private Path folder = Path.of("journal-bench");

    @Option(names = "--threads", description = "virtual threads")
    private int threads = 64;

    @Option(names = "--requests", description = "requests in each round")
    private int requests = 100_000;

    @Option(names = "--rounds", description = "rounds; the first ones warm up")
    private int rounds = 4;

    private final IdSource ids = new IdSource(Clock.SYSTEM);
    private final Exchanges exchanges = new Exchanges(ids);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new JournalBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        try (Database database = Database.open(
                folder.resolve("weir.db"), ProjectKeys.MIGRATIONS, Projector.MIGRATIONS, Ledger.MIGRATIONS)) {
            MasterKey master = MasterKey.open(folder, null, ProjectKeys.anyIn(database));
            JournalCodec codec = new JournalCodec(new ProjectKeys(database, master, ids, Clock.SYSTEM));
            try (Journal journal = Journal.open(folder.resolve("journal"), "node_bench", codec)) {
                for (int round = 1; round <= rounds; round++) {
                    alone(round, journal);
                    together(round, journal);
                }
                project("ledger", "weir.db", journal, codec, database, List.of(new Ledger("node_bench")));
                try (Database whole = Database.open(
                        folder.resolve("whole.db"),
                        Projector.MIGRATIONS,
                        Ledger.MIGRATIONS,
                        Tracing.LEDGER_MIGRATIONS,
                        UsageRoom.MIGRATIONS)) {
                    List<Projection> all = new ArrayList<>(UsageRoom.projections(whole, "node_bench"));
                    all.addAll(List.of(new Ledger("node_bench"), Tracing.projection(whole)));
                    project("ledger, exchanges and totals of usage", "whole.db", journal, codec, whole, all);
                }
                try (Database audit =
                        Database.open(folder.resolve("audit.db"), Projector.MIGRATIONS, AuditRoom.MIGRATIONS)) {
                    project("audit log", "audit.db", journal, codec, audit, List.of(AuditRoom.projection(audit)));
                }
            }
        }
        return 0;
    }

    /** One thread that never waits: what encoding, sealing and writing cost. */
    private void alone(int round, Journal journal) {
        int count = requests / 4;
        List<AttemptIntent> intents = new ArrayList<>();
        long start = cpu();
        for (int i = 0; i < count; i++) {
            AttemptIntent intent = exchanges.intent();
            journal.append(intent);
            intents.add(intent);
        }
        long middle = cpu();
        for (AttemptIntent intent : intents) {
            journal.append(exchanges.closed(intent));
        }
        long end = cpu();
        System.out.printf(
                "round %d, one thread: intent %.1f us, closed %.1f us of its CPU%n",
                round, (middle - start) / 1e3 / count, (end - middle) / 1e3 / count);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void together(int round, Journal journal) {
        long[] waits = new long[requests];
        AtomicInteger next = new AtomicInteger();
        long cpuBefore = processCpu();
        long start = System.nanoTime();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < threads; t++) {
                workers.execute(() -> {
                    for (int i = next.getAndIncrement(); i < waits.length; i = next.getAndIncrement()) {
                        waits[i] = request(journal);
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = (processCpu() - cpuBefore) / 1e3 / requests;
        Arrays.sort(waits);
        System.out.printf(
                "round %d, %d threads: %.0f requests/s (two appends and a sync each), p50 %.0f us, p99 %.0f us,"
                        + " %.1f us of CPU a request in all%n",
                round,
                threads,
                requests / seconds,
                waits[requests / 2] / 1e3,
                waits[requests - 1 - requests / 100] / 1e3,
                cpu);
    }

    private static long processCpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private long request(Journal journal) {
        long start = System.nanoTime();
        AttemptIntent intent = exchanges.intent();
        journal.append(intent);
        journal.awaitSynced(journal.append(exchanges.closed(intent)));
        return System.nanoTime() - start;
    }

    private void project(
            String name,
            String file,
            Journal journal,
            JournalCodec codec,
            Database database,
            List<Projection> projections)
            throws IOException {
        long cpu = processCpu();
        long start = System.nanoTime();
        int exchanges = rounds * (requests + requests / 4);
        try (Projector projector = Projector.start(journal, codec, database, projections)) {
            projector.awaitProjected(journal.syncedPosition(), Duration.ofMinutes(10));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s: %.0f exchanges/s projected, %.1f us of CPU each, %d bytes each%n",
                name,
                exchanges / seconds,
                (processCpu() - cpu) / 1e3 / exchanges,
                Files.size(folder.resolve(file)) / exchanges);
    }
}
