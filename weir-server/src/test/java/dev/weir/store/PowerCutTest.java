package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What a power cut may take: only what was never synced. Whatever pages arrived, in whatever order, all that was promised
 * is there, nothing is half there, nothing comes before its time, and the journal goes on.
 */
class PowerCutTest {
    private static final Journal.Sizes SMALL = new Journal.Sizes(8 * 1024, 4 * 1024, 2 * 1024);
    private static final int LIVES = 3;

    private final JournalCodec codec = new JournalCodec(new TestCipher());

    @Property(tries = 60)
    void whatWasSyncedIsThereAndNothingIsHalfThere(@ForAll long seed) throws Exception {
        survive(seed);
    }

    void survive(long seed) throws Exception {
        Random random = new Random(seed);
        Path root = Files.createTempDirectory("weir-cut");
        try {
            List<JournalRecord> written = new ArrayList<>();
            Path folder = Files.createDirectory(root.resolve("0"));
            for (int life = 1; life <= LIVES; life++) {
                int promised;
                Map<String, byte[]> left;
                PowerCutDisk disk = new PowerCutDisk(folder);
                try (Journal journal = Journal.open(folder, "node_1", codec, SMALL, disk)) {
                    List<Long> positions = new ArrayList<>();
                    int before = written.size();
                    for (int i = random.nextInt(60); i > 0; i--) {
                        JournalRecord record = record(written.size(), random);
                        written.add(record);
                        positions.add(journal.append(record));
                        if (random.nextInt(8) == 0) {
                            journal.awaitSynced(positions.getLast());
                        }
                    }
                    long synced = journal.syncedPosition();
                    promised = before
                            + (int) positions.stream()
                                    .filter(position -> position <= synced)
                                    .count();
                    left = disk.cut(random);
                }
                folder = Files.createDirectory(root.resolve(Integer.toString(life)));
                for (Map.Entry<String, byte[]> file : left.entrySet()) {
                    Files.write(folder.resolve(file.getKey()), file.getValue());
                }
                try (Journal journal = Journal.open(folder, "node_1", codec, SMALL)) {
                    List<JournalRecord> found = readAll(journal);
                    assertThat(found).hasSizeBetween(promised, written.size());
                    assertThat(found)
                            .usingRecursiveFieldByFieldElementComparator()
                            .isEqualTo(written.subList(0, found.size()));
                    written = new ArrayList<>(found);
                    JournalRecord next = Records.intent(90_000 + life);
                    journal.awaitSynced(journal.append(next));
                    written.add(next);
                    assertThat(readAll(journal)).hasSize(written.size());
                }
            }
        } finally {
            delete(root);
        }
    }

    /** What is lost is said: how many bytes, and how many whole records behind a gap. */
    @Property(tries = 40)
    void whatIsLostIsSaid(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Path root = Files.createTempDirectory("weir-cut");
        try {
            int safe = 1 + random.nextInt(5);
            int after = 2 + random.nextInt(6);
            HeldDisk disk = new HeldDisk();
            long end;
            try (Journal journal = Journal.open(root, "node_1", codec, SMALL, disk)) {
                for (int i = 0; i < safe; i++) {
                    journal.awaitSynced(journal.append(Records.intent(i)));
                }
                end = journal.written();
                disk.held = true;
                for (int i = 0; i < after; i++) {
                    journal.append(Records.intent(100 + i));
                }
                disk.held = false;
            }
            Path file = onlySegment(root);
            byte[] bytes = Files.readAllBytes(file);
            bytes[(int) (SegmentHeader.SIZE + end + 20)] ^= 1;
            Files.write(file, bytes);
            JournalRecovery.Found found = JournalRecovery.recover(root);
            assertThat(found.end()).isEqualTo(end);
            assertThat(found.lost().records()).isEqualTo(after - 1);
            assertThat(found.lost().bytes()).isPositive();
            assertThat(JournalRecovery.recover(root).lost()).isEqualTo(JournalRecovery.Lost.NOTHING);
        } finally {
            delete(root);
        }
    }

    /** Syncs nothing while it is held. */
    private static final class HeldDisk implements Disk {
        private volatile boolean held;

        @Override
        public void force(java.nio.channels.FileChannel file) throws IOException {
            while (held) {
                Thread.onSpinWait();
            }
            Disk.super.force(file);
        }
    }

    private static Path onlySegment(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JournalRecord record(int number, Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> Records.closed(number);
            case 3, 4 -> Records.outcome(number);
            case 5 ->
                new JournalRecord.Refusal(
                        null, null, Records.AT, "r" + number, "POST", "/v1", "code", "x".repeat(random.nextInt(6_000)));
            default -> Records.intent(number);
        };
    }

    private List<JournalRecord> readAll(Journal journal) {
        List<JournalRecord> read = new ArrayList<>();
        try (JournalCursor cursor = journal.read(0)) {
            for (JournalEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                read.add(codec.open(entry.type(), entry.payload()).record());
            }
        }
        return read;
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
