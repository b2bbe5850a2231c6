package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** Runs reads one at a time, each in a transaction so that all its statements see the same state. */
final class SqlReader extends SqlThread {
    SqlReader(String name, Engine engine, BlockingQueue<SqlWork<?>> queue, SqlWork<?> end) throws SQLException {
        super(name, engine, false, queue, 1, end);
    }

    @Override
    void work(Connection connection, List<SqlWork<?>> batch) {
        batch.forEach(work -> read(connection, work));
    }

    private void read(Connection connection, SqlWork<?> work) {
        try {
            execute(connection, engine.beginRead());
            work.run(connection);
            execute(connection, "commit");
        } catch (SQLException e) {
            work.failed(engine.translate(e));
            rollback(connection);
        } catch (RuntimeException | Error e) {
            work.failed(e);
            rollback(connection);
        }
        work.answer();
    }
}
