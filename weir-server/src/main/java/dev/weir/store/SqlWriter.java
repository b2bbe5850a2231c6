package dev.weir.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/**
 * Commits in groups: whatever waits when the last commit is done shares the next one and its one {@code fsync}, which
 * is left out where nobody in the group needs it. Each
 * piece of work has a savepoint of its own, so that one that fails leaves its companions alone; nobody is answered
 * before the group is durable.
 */
final class SqlWriter extends SqlThread {
    private static final int GROUP = 256;

    private boolean syncs = true;

    SqlWriter(String name, Path file, BlockingQueue<SqlWork<?>> queue, SqlWork<?> end) throws SQLException {
        super(name, file, SqliteConnections.writer(file), queue, GROUP, end);
    }

    @Override
    void work(List<SqlWork<?>> batch) {
        try {
            syncOnCommit(batch.stream().anyMatch(SqlWork::durable));
            execute("begin immediate");
            for (SqlWork<?> work : batch) {
                isolate(work);
            }
            execute("commit");
        } catch (SQLException e) {
            abandon(batch, e);
        }
        batch.forEach(SqlWork::answer);
    }

    /** In WAL mode {@code NORMAL} leaves the sync to the checkpoint; the next commit under {@code FULL} covers all before. */
    private void syncOnCommit(boolean wanted) throws SQLException {
        if (wanted != syncs) {
            execute("pragma synchronous = " + (wanted ? "full" : "normal"));
            syncs = wanted;
        }
    }

    private void isolate(SqlWork<?> work) throws SQLException {
        execute("savepoint piece");
        try {
            work.run(connection);
        } catch (SQLException e) {
            work.failed(SqliteFailures.translate(file, e));
            undo(e);
        } catch (RuntimeException | Error e) {
            work.failed(e);
            undo(new SQLException("the transaction was lost", e));
        }
        execute("release piece");
    }

    /** A full disk or an I/O error ends SQLite's whole transaction, and with it everybody's savepoint. */
    private void undo(SQLException failure) throws SQLException {
        try {
            execute("rollback to piece");
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
            throw failure;
        }
    }

    private void abandon(List<SqlWork<?>> batch, SQLException failure) {
        rollback();
        StorageException told = SqliteFailures.translate(file, failure);
        batch.stream().filter(work -> !work.hasFailed()).forEach(work -> work.failed(told));
    }
}
