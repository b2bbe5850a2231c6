package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Journal.Sizes SMALL = new Journal.Sizes(16 * 1024, 4 * 1024, 2 * 1024);

    @TempDir
    Path dir;

    private final JournalCodec codec = new JournalCodec(new TestCipher());

    @Test
    void recordsAreReadInTheOrderTheyWereWrittenAcrossSegments() {
        try (Journal journal = open(new Journal.Sizes(8 * 1024, 4 * 1024, 2 * 1024))) {
            List<JournalRecord> written = appendMixed(journal, 0, 250);
            journal.awaitSynced(journal.written());
            assertThat(journal.segments()).hasSizeGreaterThan(3);
            assertThat(readAll(journal, 0))
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(written);
        }
    }

    @Test
    void aReopenedJournalGoesOnWhereItStopped() {
        List<JournalRecord> written = new ArrayList<>();
        for (int life = 0; life < 4; life++) {
            try (Journal journal = open(SMALL)) {
                written.addAll(appendMixed(journal, life * 20, 20));
            }
        }
        try (Journal journal = open(SMALL)) {
            assertThat(journal.syncedPosition()).isEqualTo(journal.written());
            assertThat(readAll(journal, 0))
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(written);
        }
    }

    @Test
    void aTailTornAtAnyByteIsCutOffAndNothingElse() throws Exception {
        long lastStart;
        long end;
        try (Journal journal = open(SMALL)) {
            appendMixed(journal, 0, 3);
            lastStart = journal.written();
            end = journal.append(Records.intent(3));
        }
        byte[] whole = Files.readAllBytes(onlySegment());
        for (long cut = lastStart; cut < end; cut++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, (int) (SegmentHeader.SIZE + cut), torn.length, (byte) 0);
            Files.write(onlySegment(), cut % 2 == 0 ? torn : Arrays.copyOf(torn, (int) (SegmentHeader.SIZE + cut)));
            try (Journal journal = open(SMALL)) {
                assertThat(journal.written()).isEqualTo(lastStart);
                assertThat(readAll(journal, 0)).hasSize(3);
                journal.append(Records.intent(99));
                journal.awaitSynced(journal.written());
                assertThat(readAll(journal, lastStart)).containsExactly(Records.intent(99));
            }
        }
    }

    @Test
    void damageBeforeWhatWasSyncedStopsTheStartAndNamesThePlace() throws Exception {
        try (Journal journal = open(SMALL)) {
            for (int i = 0; i < 10; i++) {
                journal.awaitSynced(journal.append(Records.intent(i)));
            }
        }
        flip(onlySegment(), SegmentHeader.SIZE + 300);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> open(SMALL))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                .withMessageContaining("at byte ")
                .withMessageContaining(onlySegment().getFileName().toString());
    }

    @Test
    void aHoleInWhatWasNeverSyncedIsATornTail() throws Exception {
        NoSync disk = new NoSync();
        long afterFirst;
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk)) {
            afterFirst = journal.append(Records.intent(0));
            journal.awaitSynced(afterFirst);
            disk.hold.set(true);
            appendMixed(journal, 1, 5);
            disk.hold.set(false);
        }
        flip(onlySegment(), SegmentHeader.SIZE + afterFirst + 20);
        try (Journal journal = open(SMALL)) {
            assertThat(readAll(journal, 0)).containsExactly(Records.intent(0));
        }
    }

    @Test
    void damageInAnOldSegmentShowsWhenItIsRead() throws Exception {
        try (Journal journal = open(SMALL)) {
            appendMixed(journal, 0, 900);
        }
        Path oldest = segmentFiles().getFirst();
        flip(oldest, 5000);
        try (Journal journal = open(SMALL)) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> readAll(journal, 0))
                    .withMessageContaining(oldest.getFileName().toString());
        }
    }

    @Test
    void manyThreadsAppendAndAwaitAndEveryRecordIsThereOnce() throws Exception {
        Set<Long> positions = ConcurrentHashMap.newKeySet();
        try (Journal journal = open(new Journal.Sizes(1 << 20, 256 << 10, 64 << 10));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                int first = t * 100;
                all.add(threads.submit(() -> IntStream.range(first, first + 100).forEach(i -> {
                    long position = journal.append(i % 2 == 0 ? Records.intent(i) : Records.closed(i));
                    journal.awaitSynced(position);
                    assertThat(journal.syncedPosition()).isGreaterThanOrEqualTo(position);
                    assertThat(positions.add(position)).isTrue();
                })));
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(readAll(journal, 0)).hasSize(6400);
        }
    }

    @Test
    void aRecordLargerThanASegmentHasAFileOfItsOwn() {
        Journal.Sizes sizes = new Journal.Sizes(2048, 1024, 512);
        try (Journal journal = open(sizes)) {
            appendMixed(journal, 0, 3);
            JournalRecord large = large();
            journal.append(large);
            appendMixed(journal, 3, 3);
            journal.awaitSynced(journal.written());
            assertThat(readAll(journal, 0)).hasSize(7).contains(large);
        }
        try (Journal journal = open(sizes)) {
            assertThat(readAll(journal, 0)).hasSize(7);
        }
    }

    @Test
    void onAFullDiskNewCallsAreRefusedAtOnceOpenOnesSettleAndItRecovers() throws Exception {
        SmallDisk disk = new SmallDisk(40_000);
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk)) {
            int accepted = 0;
            StorageException refused = null;
            while (refused == null && accepted < 10_000) {
                refused = tryAppend(journal, accepted++);
            }
            assertThat(refused)
                    .hasMessageContaining("free some space")
                    .extracting(e -> e == null ? null : e.kind())
                    .isEqualTo(Kind.FULL);
            assertThat(journal.unavailable()).isNotNull();
            journal.awaitSynced(journal.append(Records.outcome(1)));
            disk.left.set(1_000_000);
            assertThat(waitUntilAvailable(journal)).isTrue();
            journal.awaitSynced(journal.append(Records.intent(-1)));
            assertThat(readAll(journal, 0)).hasSize(accepted + 1).contains(Records.intent(-1));
        }
    }

    private @Nullable StorageException tryAppend(Journal journal, int number) throws InterruptedException {
        try {
            journal.append(Records.intent(number));
            Thread.sleep(Duration.ofNanos(200_000));
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    private static boolean waitUntilAvailable(Journal journal) throws InterruptedException {
        for (int i = 0; i < 100 && journal.unavailable() != null; i++) {
            Thread.sleep(50);
        }
        return journal.unavailable() == null;
    }

    @Test
    void aFailedSyncIsToldToWhoWaitsAndMadeGoodLater() throws Exception {
        FailingSync disk = new FailingSync();
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk)) {
            journal.awaitSynced(journal.append(Records.intent(1)));
            disk.failing.set(true);
            long position = journal.append(Records.intent(2));
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> journal.awaitSynced(position));
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> journal.append(Records.outcome(3)));
            disk.failing.set(false);
            assertThat(waitUntilAvailable(journal)).isTrue();
            journal.awaitSynced(position);
            assertThat(readAll(journal, 0)).containsExactly(Records.intent(1), Records.intent(2));
        }
    }

    @Test
    void closingADiskThatNoLongerSyncsEndsAndPromisesNothing() {
        FailingSync disk = new FailingSync();
        Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk);
        disk.failing.set(true);
        long position = journal.append(Records.intent(1));
        journal.close();
        assertThat(journal.syncedPosition()).isLessThan(position);
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> journal.awaitSynced(position));
    }

    @Test
    void aWriteThatFailsOnceRefusesCallsForAMomentOnly() throws Exception {
        AtomicBoolean failing = new AtomicBoolean();
        Disk disk = new Disk() {
            @Override
            public void write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
                if (failing.get()) {
                    throw new IOException("Read-only file system");
                }
                Disk.super.write(file, bytes, offset);
            }
        };
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk)) {
            journal.append(Records.intent(1));
            failing.set(true);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> journal.append(Records.intent(2)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.READ_ONLY));
            failing.set(false);
            assertThat(waitUntilAvailable(journal)).isTrue();
            journal.awaitSynced(journal.append(Records.intent(3)));
            assertThat(readAll(journal, 0)).containsExactly(Records.intent(1), Records.intent(3));
        }
    }

    /** Whoever makes room ahead may be slow enough that the file is full, synced and closed before its zeros are in it. */
    @Test
    void aSegmentThatIsClosedWhileItGrowsRefusesNobody() throws Exception {
        CompletableFuture<Journal> opened = new CompletableFuture<>();
        CompletableFuture<Optional<StorageException>> afterwards = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        Disk disk = new Disk() {
            @Override
            public void write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
                if (Thread.currentThread().getName().equals("journal space")) {
                    if (begun.getAndSet(true)) {
                        afterwards.complete(Optional.ofNullable(opened.join().unavailable()));
                    } else {
                        while (file.isOpen()) {
                            Thread.onSpinWait();
                        }
                    }
                }
                Disk.super.write(file, bytes, offset);
            }
        };
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk)) {
            opened.complete(journal);
            while (!begun.get()) {
                Thread.onSpinWait();
            }
            journal.append(Records.intent(1));
            journal.awaitSynced(journal.append(large()));
            assertThat(afterwards.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void onlyWholeOldSegmentsAreDeleted() {
        try (Journal journal = open(SMALL)) {
            appendMixed(journal, 0, 900);
            journal.awaitSynced(journal.written());
            long middle = journal.segments().get(3).getKey() + 10;
            assertThat(journal.deleteBefore(middle, Instant.EPOCH)).isZero();
            assertThat(journal.deleteBefore(middle, Instant.MAX)).isEqualTo(3);
            assertThat(journal.firstPosition()).isLessThan(middle);
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> journal.read(0));
            assertThat(readAll(journal, journal.firstPosition())).isNotEmpty();
        }
        try (Journal journal = open(SMALL)) {
            assertThat(readAll(journal, journal.firstPosition())).isNotEmpty();
        }
    }

    @Test
    void whatWasSubmittedIsThereInOrderAfterAFlush() {
        try (Journal journal = open(SMALL)) {
            List<JournalRecord> submitted = IntStream.range(0, 700)
                    .<JournalRecord>mapToObj(i -> i % 5 == 4 ? Records.outcome(i) : Records.intent(i))
                    .toList();
            submitted.forEach(journal::submit);
            journal.awaitSynced(journal.flush());
            assertThat(readAll(journal, 0)).isEqualTo(submitted);
        }
    }

    @Test
    void closingWritesWhatWasSubmitted() {
        JournalRecord submitted = Records.closed(1);
        try (Journal journal = open(SMALL)) {
            journal.submit(submitted);
        }
        try (Journal journal = open(SMALL)) {
            assertThat(readAll(journal, 0)).usingRecursiveComparison().isEqualTo(List.of(submitted));
        }
    }

    @Test
    void aSubmittedRecordThatCannotBeWrittenLeavesItsCompanionsAlone() throws Exception {
        SmallDisk disk = new SmallDisk(24 * 1024);
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL, disk)) {
            IntStream.range(0, 200).mapToObj(Records::closed).forEach(journal::submit);
            journal.flush();
            disk.left.addAndGet(1 << 20);
            assertThat(waitUntilAvailable(journal)).isTrue();
            journal.submit(Records.closed(1000));
            journal.awaitSynced(journal.flush());
            List<JournalRecord> read = readAll(journal, 0);
            assertThat(read).hasSizeBetween(2, 200);
            assertThat(read.getLast()).usingRecursiveComparison().isEqualTo(Records.closed(1000));
        }
    }

    private Journal open(Journal.Sizes sizes) {
        return Journal.open(dir, "node_1", codec, sizes);
    }

    private List<JournalRecord> appendMixed(Journal journal, int from, int count) {
        List<JournalRecord> records = IntStream.range(from, from + count)
                .<JournalRecord>mapToObj(
                        i -> i % 3 == 2 ? Records.closed(i) : i % 3 == 1 ? Records.outcome(i) : Records.intent(i))
                .toList();
        records.forEach(journal::append);
        return records;
    }

    private List<JournalRecord> readAll(Journal journal, long from) {
        List<JournalRecord> read = new ArrayList<>();
        try (JournalCursor cursor = journal.read(from)) {
            for (JournalEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                read.add(codec.open(entry.type(), entry.payload()).record());
            }
        }
        return read;
    }

    private Path onlySegment() throws IOException {
        return segmentFiles().getFirst();
    }

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> f.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static JournalRecord large() {
        return new JournalRecord.Refusal(null, null, Records.AT, "r", "POST", "/v1", "too_large", "x".repeat(300_000));
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int old = bytes.read();
            bytes.seek(offset);
            bytes.write(~old);
        }
    }

    /** Has room for so many bytes. */
    private static final class SmallDisk implements Disk {
        private final AtomicLong left;

        SmallDisk(long room) {
            left = new AtomicLong(room);
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
            long growth = Math.max(0, offset + bytes.remaining() - file.size());
            if (left.addAndGet(-growth) < 0) {
                left.addAndGet(growth);
                throw new IOException("No space left on device");
            }
            Disk.super.write(file, bytes, offset);
        }
    }

    /** Holds syncs back. */
    private static final class NoSync implements Disk {
        private final AtomicBoolean hold = new AtomicBoolean();

        @Override
        public void force(FileChannel file) throws IOException {
            while (hold.get()) {
                java.util.concurrent.locks.LockSupport.parkNanos(100_000);
            }
            Disk.super.force(file);
        }
    }

    /** Refuses syncs. */
    private static final class FailingSync implements Disk {
        private final AtomicBoolean failing = new AtomicBoolean();

        @Override
        public void force(FileChannel file) throws IOException {
            if (failing.get()) {
                throw new IOException("Input/output error");
            }
            Disk.super.force(file);
        }
    }
}
