package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.secrets.MasterKey;
import dev.weir.secrets.ProjectKeys;
import dev.weir.store.JournalRecord.Closed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    Path dir;

    private final IdSource ids = new IdSource(Clock.SYSTEM);

    @Test
    void aBackupTakenUnderLoadRestoresToSomethingConsistentAndReadable() throws Exception {
        Path file = dir.resolve("backup.zip");
        Set<String> acknowledgedBefore;
        try (Weir weir = new Weir(dir.resolve("data"))) {
            Load load = new Load(weir);
            load.awaitAcknowledged(500);
            acknowledgedBefore = Set.copyOf(load.acknowledged);
            BackupPart index = new Index();
            long size =
                    new Backup(weir.data, weir.journal, List.of(weir.traces, weir.ledger), List.of(index)).write(file);
            load.stop();
            assertThat(size).isEqualTo(Files.size(file)).isPositive();
            assertThat(dir.resolve("data")).isDirectoryNotContaining("glob:**backup*");
        }
        Path restored = dir.resolve("restored");
        Backup.restore(file, restored);
        assertThat(restored.resolve(MasterKey.FILE)).doesNotExist();
        assertThat(restored.resolve("indexes/docs/segments_1")).hasContent("an index");
        Files.copy(
                dir.resolve("data").resolve(MasterKey.FILE),
                restored.resolve(MasterKey.FILE),
                StandardCopyOption.COPY_ATTRIBUTES);
        try (Weir weir = new Weir(restored)) {
            assertThat(weir.exchanges()).isNotEmpty().containsAll(acknowledgedBefore);
            assertThat(weir.settledExchanges()).isEqualTo(weir.exchanges());
        }
    }

    @Test
    void aFullTargetADamagedFileAndAForeignFileAreRefused() throws Exception {
        Path file = dir.resolve("backup.zip");
        try (Weir weir = new Weir(dir.resolve("data"))) {
            weir.journal.awaitSynced(weir.journal.append(Records.closed(1)));
            Backup backup = new Backup(weir.data, weir.journal, List.of(weir.traces, weir.ledger), List.of());
            backup.write(file);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> backup.write(file))
                    .withMessageContaining("exists");
        }
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> Backup.restore(file, dir.resolve("data")))
                .withMessageContaining("is not empty");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> Backup.restore(file, dir.resolve("new")));
        assertThat(dir.resolve("new")).isEmptyDirectory();
        Path foreign = Files.writeString(dir.resolve("foreign.zip"), "a letter");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> Backup.restore(foreign, dir.resolve("new")))
                .withMessageContaining("foreign.zip");
    }

    private record Index() implements BackupPart {
        @Override
        public String name() {
            return "indexes";
        }

        @Override
        public void copyTo(Path folder) throws IOException {
            Files.writeString(Files.createDirectory(folder.resolve("docs")).resolve("segments_1"), "an index");
        }
    }

    /** The whole store, wired the way the application does. */
    private final class Weir implements AutoCloseable {
        private final DataDirectory data;
        private final Database ledger;
        private final Database traces;
        private final JournalCodec codec;
        private final Journal journal;
        private final List<Projector> projectors;

        Weir(Path path) {
            data = DataDirectory.open(path, ids);
            ledger = Database.open(
                    data.file("weir.db"), Projector.MIGRATIONS, Ledger.MIGRATIONS, ProjectKeys.MIGRATIONS);
            traces = Database.open(data.file("traces.db"), Projector.MIGRATIONS);
            MasterKey master = MasterKey.open(data.path(), null, ProjectKeys.anyIn(ledger));
            codec = new JournalCodec(new ProjectKeys(ledger, master, ids, Clock.SYSTEM));
            journal = Journal.open(
                    data.file("journal"), data.node(), codec, new Journal.Sizes(1 << 18, 1 << 16, 1 << 15));
            projectors = List.of(
                    Projector.start(journal, codec, ledger, List.of(new Ledger("node_1"))),
                    Projector.start(journal, codec, traces, List.of()));
        }

        /** All exchanges of the journal, opened with their content. */
        Set<String> exchanges() {
            Set<String> found = new HashSet<>();
            try (JournalCursor cursor = journal.read(0)) {
                for (JournalEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                    if (codec.open(entry.type(), entry.payload()).record() instanceof Closed closed) {
                        assertThat(closed.exchange().request()).isNotEmpty();
                        found.add(closed.exchange().id().value());
                    }
                }
            }
            return found;
        }

        Set<String> settledExchanges() {
            projectors.getFirst().awaitProjected(journal.written(), Duration.ofSeconds(10));
            return new HashSet<>(ledger.read(
                    connection -> Sql.of(connection, "select exchange_id from attempts where state = 'settled'")
                            .list(row -> row.text("exchange_id"))));
        }

        @Override
        public void close() {
            projectors.forEach(Projector::close);
            journal.close();
            traces.close();
            ledger.close();
            data.close();
        }
    }

    /** Eight threads that write exchanges. */
    private static final class Load {
        private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger number = new AtomicInteger();
        private final Semaphore done = new Semaphore(0);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Load(Weir weir) {
            for (int t = 0; t < 8; t++) {
                threads.execute(() -> write(weir));
            }
        }

        private void write(Weir weir) {
            while (!stopped.get()) {
                int i = number.incrementAndGet();
                weir.journal.append(Records.intent(i));
                weir.journal.awaitSynced(weir.journal.append(Records.closed(i)));
                acknowledged.add(Records.exchange(i).value());
                done.release();
            }
        }

        void awaitAcknowledged(int exchanges) throws InterruptedException {
            assertThat(done.tryAcquire(exchanges, 30, TimeUnit.SECONDS)).isTrue();
        }

        void stop() {
            stopped.set(true);
            threads.close();
        }
    }
}
