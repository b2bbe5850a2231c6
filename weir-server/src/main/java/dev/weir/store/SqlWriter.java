package dev.weir.store;

import java.sql.Connection;
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

    SqlWriter(String name, Engine engine, BlockingQueue<SqlWork<?>> queue, SqlWork<?> end) throws SQLException {
        super(name, engine, true, queue, GROUP, end);
    }

    @Override
    void work(Connection connection, List<SqlWork<?>> batch) {
        try {
            syncOnCommit(connection, batch.stream().anyMatch(SqlWork::durable));
            execute(connection, engine.beginWrite());
            for (SqlWork<?> work : batch) {
                isolate(connection, work);
            }
            execute(connection, "commit");
        } catch (SQLException e) {
            abandon(connection, batch, e);
        }
        batch.forEach(SqlWork::answer);
    }

    private void syncOnCommit(Connection connection, boolean wanted) throws SQLException {
        if (wanted != syncs) {
            engine.syncOnCommit(connection, wanted);
            syncs = wanted;
        }
    }

    private void isolate(Connection connection, SqlWork<?> work) throws SQLException {
        execute(connection, "savepoint piece");
        try {
            work.run(connection);
        } catch (SQLException e) {
            work.failed(engine.translate(e));
            undo(connection, e);
        } catch (RuntimeException | Error e) {
            work.failed(e);
            undo(connection, new SQLException("the transaction was lost", e));
        }
        execute(connection, "release savepoint piece");
    }

    /** A full disk or a lost connection ends the whole transaction, and with it everybody's savepoint. */
    private void undo(Connection connection, SQLException failure) throws SQLException {
        try {
            execute(connection, "rollback to savepoint piece");
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
            throw failure;
        }
    }

    private void abandon(Connection connection, List<SqlWork<?>> batch, SQLException failure) {
        rollback(connection);
        StorageException told = engine.translate(failure);
        batch.stream().filter(work -> !work.hasFailed()).forEach(work -> work.failed(told));
    }
}
