package dev.weir.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** Runs reads one at a time, each in a transaction so that all its statements see the same state. */
final class SqlReader extends SqlThread {
    SqlReader(String name, Path file, BlockingQueue<SqlWork<?>> queue, SqlWork<?> end) throws SQLException {
        super(name, file, SqliteConnections.reader(file), queue, 1, end);
    }

    @Override
    void work(List<SqlWork<?>> batch) {
        batch.forEach(this::read);
    }

    private void read(SqlWork<?> work) {
        try {
            execute("begin");
            work.run(connection);
            execute("commit");
        } catch (SQLException e) {
            work.failed(SqliteFailures.translate(file, e));
            rollback();
        } catch (RuntimeException | Error e) {
            work.failed(e);
            rollback();
        }
        work.answer();
    }
}
