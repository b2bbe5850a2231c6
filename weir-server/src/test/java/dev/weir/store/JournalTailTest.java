package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in memory is what was written, and whoever finds nothing there reads it from the files. */
class JournalTailTest {
    private static final Journal.Sizes SMALL = new Journal.Sizes(64 * 1024, 16 * 1024, 8 * 1024);

    private final JournalCodec codec = new JournalCodec(new TestCipher());

    @Property(tries = 50)
    void aRecordIsFoundWhereItBeganWhileItIsKept(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30_000) int records) {
        Random random = new Random(seed);
        JournalTail tail = new JournalTail();
        List<Long> starts = new ArrayList<>();
        long position = 0;
        for (int i = 0; i < records; i++) {
            int length = random.nextInt(1000) == 0 ? 300 << 10 : 1 + random.nextInt(400);
            starts.add(position);
            long end = position + Frame.size(length);
            tail.add(position, new JournalEntry(end, 1, new byte[length]));
            position = end;
        }
        boolean kept = false;
        for (int i = 0; i < records; i++) {
            JournalTail.Kept found = tail.at(starts.get(i), random.nextInt(records));
            if (found == null) {
                long end = i + 1 == records ? position : starts.get(i + 1);
                assertThat(kept)
                        .as("only the oldest and the largest are missing")
                        .isEqualTo(kept && end - starts.get(i) > 300 << 10);
            } else {
                kept = true;
                assertThat(found.start()).isEqualTo(starts.get(i));
                assertThat(found.entry().position()).isEqualTo(i + 1 == records ? position : starts.get(i + 1));
                assertThat(tail.at(starts.get(i), found.number())).isSameAs(found);
            }
            assertThat(tail.at(starts.get(i) + 1, i)).isNull();
        }
        assertThat(tail.at(position, records)).isNull();
    }

    @Test
    void whoeverFollowsReadsEveryRecordOnce(@TempDir Path dir) throws Exception {
        int count = 30_000;
        try (Journal journal = Journal.open(dir, "node_1", codec, SMALL);
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> followers = new ArrayList<>();
            for (int delay : List.of(0, 0, 20)) {
                followers.add(others.submit(() -> follow(journal, count, delay)));
            }
            List<Long> written = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                JournalRecord record = i % 5000 == 4999 ? large() : Records.intent(i);
                written.add(journal.append(record));
            }
            for (Future<List<Long>> follower : followers) {
                assertThat(follower.get()).isEqualTo(written);
            }
        }
        assertThat(Files.list(dir)).hasSizeGreaterThan(10);
    }

    private static JournalRecord large() {
        return new JournalRecord.Refusal(null, null, Records.AT, "r", "POST", "/v1", "too_large", "x".repeat(300_000));
    }

    /** Rests now and then, so that it falls back to the files and comes forth again. */
    private static List<Long> follow(Journal journal, int count, int delay) throws InterruptedException {
        List<Long> read = new ArrayList<>();
        try (JournalCursor cursor = journal.follow(0)) {
            while (read.size() < count) {
                JournalEntry entry = cursor.next();
                if (entry == null) {
                    Thread.sleep(1);
                } else {
                    read.add(entry.position());
                    if (delay > 0 && read.size() % 1000 == 0) {
                        Thread.sleep(delay);
                    }
                }
            }
        }
        return read;
    }
}
