package dev.weir.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * One database, a file of SQLite or a schema of PostgreSQL, with its own threads: some that read, and one that writes and
 * commits in groups. Callers on virtual threads only park; SQLite's native calls happen on the database's platform
 * threads.
 *
 * <p>Thread-safe. Work handed in runs on a database thread and must not call the database again. Failures come as
 * {@link StorageException}; a runtime exception thrown by the work reaches its caller as it is.
 */
public final class Database implements AutoCloseable {
    private static final int WAITING = 1024;
    private static final SqlWork<?> END = new SqlWork<>(connection -> "end", false);

    private final Engine engine;
    private final BlockingQueue<SqlWork<?>> reads = new ArrayBlockingQueue<>(WAITING);
    private final BlockingQueue<SqlWork<?>> writes = new ArrayBlockingQueue<>(WAITING);
    private final List<SqlThread> readers = new ArrayList<>();
    private final SqlThread writer;
    private volatile boolean closed;

    private Database(Engine engine) throws SQLException {
        this.engine = engine;
        writer = new SqlWriter(engine.name() + " writer", engine, writes, END);
        for (int i = 1; i <= engine.readers(); i++) {
            readers.add(new SqlReader(engine.name() + " reader " + i, engine, reads, END));
        }
        writer.start();
        readers.forEach(Thread::start);
    }

    /**
     * Opens or creates the SQLite database {@code file} and brings its schema up to date.
     *
     * @param migrations resource folders with scripts {@code V<timestamp>__<name>.sql}, such as {@code
     *     dev/weir/tenancy/migrations}; names are unique across all of them
     * @throws StorageException if the file cannot be used; of kind {@code NEWER_VERSION} if a newer Weir wrote it
     */
    public static Database open(Path file, String... migrations) {
        return open(new Sqlite(file), migrations);
    }

    static Database open(Engine engine, String... migrations) {
        boolean opened = false;
        try {
            engine.migrate(new Migrations(List.of(migrations)));
            Database database = new Database(engine);
            opened = true;
            return database;
        } catch (SQLException e) {
            throw engine.translate(e);
        } catch (FlywayException e) {
            throw new StorageException(
                    StorageException.Kind.FAILED,
                    "the schema of " + engine.describe() + " cannot be brought up to date",
                    e);
        } finally {
            if (!opened) {
                engine.close();
            }
        }
    }

    /** Reads, all statements from one snapshot that holds every write that has returned. */
    public <T> T read(SqlFunction<T> work) {
        return submit(reads, new SqlWork<>(work, false));
    }

    /** Reads like {@link #read}, for what may not be there. */
    public <T> @Nullable T find(SqlLookup<T> work) {
        return read(connection -> Optional.ofNullable(work.apply(connection))).orElse(null);
    }

    /**
     * Writes, all or nothing, and returns when it is durable. Work of other callers may share the transaction; an
     * exception undoes only this caller's part.
     */
    public <T> T write(SqlFunction<T> work) {
        return submit(writes, new SqlWork<>(work, true));
    }

    /**
     * Writes like {@link #write}, and returns when the end of this process cannot undo it. A power cut may, for this
     * and all that was written after it in this manner: for what is applied again then.
     */
    <T> T writeRepeatable(SqlFunction<T> work) {
        return submit(writes, new SqlWork<>(work, false));
    }

    /** Writes like {@link #write}; the bytes that are replaced are gone, as far as the engine can see to it. */
    public <T> T writeErasing(SqlFunction<T> work) {
        return write(connection -> engine.erasing(connection, work));
    }

    /** A name for threads and messages. */
    String name() {
        return engine.name();
    }

    /** Where it is, for messages. */
    String describe() {
        return engine.describe();
    }

    /** The file of SQLite; empty for a schema of PostgreSQL. */
    Optional<Path> file() {
        return engine instanceof Sqlite sqlite ? Optional.of(sqlite.file()) : Optional.empty();
    }

    /** The name of a row without a key, in this engine's SQL. */
    String row() {
        return engine.row();
    }

    private <T> T submit(BlockingQueue<SqlWork<?>> queue, SqlWork<T> work) {
        if (Thread.currentThread() instanceof SqlThread) {
            throw new IllegalStateException("work inside the database must use the connection it was given");
        }
        put(queue, work);
        // Closing puts the end into the queue: what came after it would wait for ever.
        if (closed && queue.remove(work)) {
            throw new IllegalStateException(name() + " is closed");
        }
        return work.await();
    }

    private void put(BlockingQueue<SqlWork<?>> queue, SqlWork<?> work) {
        if (closed) {
            throw new IllegalStateException(name() + " is closed");
        }
        try {
            queue.put(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Kind.FAILED, "interrupted while waiting for " + name(), e);
        }
    }

    /** Finishes what waits, then ends the threads. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        readers.forEach(reader -> end(reads));
        end(writes);
        readers.forEach(Database::await);
        await(writer);
        engine.close();
    }

    private static void end(BlockingQueue<SqlWork<?>> queue) {
        boolean interrupted = false;
        while (!queue.offer(END)) {
            interrupted |= Thread.interrupted();
            Thread.onSpinWait();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
