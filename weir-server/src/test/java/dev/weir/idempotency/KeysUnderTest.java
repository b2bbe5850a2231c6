package dev.weir.idempotency;

import dev.weir.kernel.Clock;
import dev.weir.kernel.Headroom;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Projector;
import dev.weir.store.TestCipher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys of one life of a server, on the same folder as those of the lives before it. */
final class KeysUnderTest implements AutoCloseable {
    static final Duration RETENTION = Duration.ofHours(24);
    static final long MOST = 1_000;

    private static final Journal.Sizes SMALL = new Journal.Sizes(64 * 1024, 16 * 1024, 8 * 1024);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Database database;
    private final Journal journal;
    private final Projector projector;
    private final KeyLog log;
    private final KeyedCalls calls;
    private final KeySweeper sweeper;

    KeysUnderTest(Path folder, Clock clock) {
        JournalCodec codec = new JournalCodec(new TestCipher());
        database = Database.open(folder.resolve("keys.db"), Projector.MIGRATIONS, IdempotencyRoom.MIGRATIONS);
        journal = Journal.open(folder.resolve("journal"), "node_1", codec, SMALL);
        KeyDao dao = new KeyDao(database);
        projector = Projector.start(journal, codec, database, List.of(dao));
        log = new KeyLog(
                journal, codec, dao, position -> projector.awaitProjected(position, LONG), () -> RETENTION, clock);
        log.load();
        calls = new KeyedCalls(log, new Headroom(MOST, 100 * MOST), new GivenCounts(), clock);
        sweeper = new KeySweeper(dao, () -> RETENTION, clock);
    }

    KeyedCalls calls() {
        return calls;
    }

    KnownKeys known() {
        return log.known();
    }

    void sweep() {
        sweeper.sweep();
    }

    @Override
    public void close() {
        sweeper.close();
        projector.close();
        journal.close();
        database.close();
    }
}
