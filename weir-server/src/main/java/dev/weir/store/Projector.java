package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal on a thread of its own and keeps one database up to date with it. A batch's rows and the journal
 * position are one transaction, so each record is applied exactly once, whenever the process ends; what a power cut
 * undoes it applies again, so its commits need not be synced. It reads only what is synced: a database must never know
 * more than the journal after a power cut.
 *
 * <p>The database must have been opened with {@link #MIGRATIONS}.
 */
public final class Projector implements AutoCloseable {
    public static final String MIGRATIONS = "dev/weir/store/migrations";

    private static final Logger log = LoggerFactory.getLogger(Projector.class);
    private static final int BATCH = 4000;

    /** Most exchanges then begin and end in one batch. */
    private static final Duration GATHER = Duration.ofMillis(100);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final JournalCodec codec;
    private final Database database;
    private final List<Projection> projections;
    private final long gatherNanos;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile long position;
    private long attempted;
    private volatile boolean asleep;
    private volatile boolean hurried;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    private Projector(
            Journal journal, JournalCodec codec, Database database, List<Projection> projections, Duration gather) {
        this.journal = journal;
        this.codec = codec;
        this.database = database;
        this.projections = List.copyOf(projections);
        this.gatherNanos = gather.toNanos();
        this.position = recorded(database, journal);
        this.thread = new Thread(this::run, database.name() + " projector");
    }

    /**
     * Catches up with what the journal held when it was opened, then follows it.
     *
     * @throws StorageException if the database and the journal do not belong together, or a record cannot be read
     */
    public static Projector start(
            Journal journal, JournalCodec codec, Database database, List<Projection> projections) {
        return start(journal, codec, database, projections, GATHER);
    }

    /**
     * As the shorter form.
     *
     * @param gather how long records gather before they are applied: larger batches are cheaper, and a reader in a hurry
     *     ({@link #awaitProjected}) does not wait for it
     * @throws StorageException as there
     */
    public static Projector start(
            Journal journal, JournalCodec codec, Database database, List<Projection> projections, Duration gather) {
        Projector projector = new Projector(journal, codec, database, projections, gather);
        projector.catchUp();
        journal.onSynced(projector::wake);
        projector.thread.start();
        return projector;
    }

    /** Everything up to here is in the database. */
    public long position() {
        return position;
    }

    /** Why the database does not follow at present; null when it does. For health checks. */
    public @Nullable RuntimeException failure() {
        return failure;
    }

    /** Waits until the record at {@code wanted} is in the database; false if that takes longer than {@code atMost}. */
    public boolean awaitProjected(long wanted, Duration atMost) {
        if (position >= wanted) {
            return true;
        }
        hurried = true;
        LockSupport.unpark(thread);
        lock.lock();
        try {
            return await(wanted, atMost.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean await(long wanted, long nanos) throws InterruptedException {
        long left = nanos;
        while (position < wanted && left > 0 && !stopping) {
            left = advanced.awaitNanos(left);
        }
        return position >= wanted;
    }

    private static long recorded(Database database, Journal journal) {
        Long recorded = find(database, journal);
        if (recorded == null && adopt(database, journal)) {
            recorded = find(database, journal);
        }
        return recorded == null ? journal.firstPosition() : recorded;
    }

    private static @Nullable Long find(Database database, Journal journal) {
        return database.find(connection -> Sql.of(connection, "select position from journal_positions where node = ?")
                .bind(journal.node())
                .first(row -> row.number("position")));
    }

    /** Before several nodes could share a database, the only one did not say its name. */
    private static boolean adopt(Database database, Journal journal) {
        return database.write(connection -> Sql.of(connection, "update journal_positions set node = ? where node = ''")
                        .bind(journal.node())
                        .update())
                > 0;
    }

    private void catchUp() {
        try (JournalCursor cursor = journal.follow(position)) {
            while (project(cursor) > 0) {
                // on to the end
            }
        }
    }

    private void run() {
        while (!stopping) {
            try {
                if (failure != null) {
                    position = reconciled();
                }
                try (JournalCursor cursor = journal.follow(position)) {
                    follow(cursor);
                }
            } catch (RuntimeException e) {
                failed(e);
            }
        }
        signal();
    }

    /**
     * Where to go on after a failure. A commit may have been made although its answer was lost, and a database that was
     * brought back from a copy has lost rows and position alike.
     */
    private long reconciled() {
        long recorded = recorded(database, journal);
        if (recorded > Math.max(position, attempted)) {
            throw foreign();
        } else if (recorded < position) {
            log.warn(
                    "{} is back at an earlier state; the journal is applied to it again from there",
                    database.describe());
        }
        return recorded;
    }

    private StorageException foreign() {
        return new StorageException(Kind.FAILED, "somebody else projects into " + database.describe());
    }

    private void follow(JournalCursor cursor) {
        while (!stopping) {
            int read = project(cursor);
            failure = null;
            if (read == 0) {
                sleep(cursor);
            } else if (read < BATCH && !hurried) {
                LockSupport.parkNanos(this, gatherNanos);
            }
            hurried = false;
        }
    }

    /** A database that fails does not stop the journal: what is missing here is applied when it works again. */
    private void failed(RuntimeException e) {
        if (failure == null && e instanceof StorageException known && known.isExplained()) {
            log.error("the journal is not followed, it is tried again every second: {}", known.getMessage());
        } else if (failure == null) {
            log.error("{} does not follow the journal, it is tried again every second", database.describe(), e);
        }
        failure = e;
        LockSupport.parkNanos(this, RETRY_NANOS);
    }

    private void sleep(JournalCursor cursor) {
        asleep = true;
        if (journal.syncedPosition() == cursor.position() && !stopping) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void wake() {
        if (asleep || hurried) {
            LockSupport.unpark(thread);
        }
    }

    /** Applies one batch; how many records were read. */
    private int project(JournalCursor cursor) {
        List<Projected> batch = new ArrayList<>();
        int seen = 0;
        for (JournalEntry entry = cursor.next(); entry != null; entry = seen < BATCH ? cursor.next() : null) {
            seen++;
            if (isRead(entry.type())) {
                batch.add(entry.projected(codec));
            }
        }
        if (seen == 0) {
            return 0;
        }
        apply(batch, cursor.position());
        position = cursor.position();
        signal();
        return seen;
    }

    /** What is not known is decoded, too, and fails there. */
    private boolean isRead(int type) {
        Class<? extends JournalRecord> kind = JournalCodec.kind(type);
        return kind == null || projections.stream().anyMatch(projection -> projection.reads(kind));
    }

    private void apply(List<Projected> batch, long end) {
        long from = position;
        attempted = end;
        database.writeRepeatable(connection -> {
            for (Projection projection : projections) {
                projection.apply(connection, batch);
            }
            int moved = Sql.of(connection, """
                            insert into journal_positions (node, position) values (?, ?)
                            on conflict (node) do update set position = excluded.position
                            where journal_positions.position = ?
                            """)
                    .bind(journal.node())
                    .bind(end)
                    .bind(from)
                    .update();
            if (moved != 1) {
                throw foreign();
            }
            return moved;
        });
    }

    private void signal() {
        lock.lock();
        try {
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Applies what the journal holds, if the database takes it, and ends. Close it before the journal. */
    @Override
    public void close() {
        if (failure == null) {
            awaitProjected(journal.flush(), Duration.ofSeconds(5));
        }
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
