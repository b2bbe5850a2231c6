package dev.weir.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread with a connection of its own, because SQLite's native calls would pin a virtual thread's carrier. */
abstract class SqlThread extends Thread {
    private static final Logger log = LoggerFactory.getLogger(SqlThread.class);

    final Path file;
    final Connection connection;
    private final BlockingQueue<SqlWork<?>> queue;
    private final int most;
    private final SqlWork<?> end;

    /**
     * @param most how much work is taken from the queue at a time
     * @param end the piece of work that ends one thread of this queue
     */
    SqlThread(
            String name, Path file, Connection connection, BlockingQueue<SqlWork<?>> queue, int most, SqlWork<?> end) {
        super(name);
        this.file = file;
        this.connection = connection;
        this.queue = queue;
        this.most = most;
        this.end = end;
    }

    /** Does the work and gives every piece its answer. Must not throw. */
    abstract void work(List<SqlWork<?>> batch);

    @Override
    public void run() {
        List<SqlWork<?>> batch = new ArrayList<>(most);
        boolean going = true;
        while (going) {
            batch.clear();
            take(batch);
            going = !batch.remove(end);
            if (!batch.isEmpty()) {
                work(batch);
            }
        }
        closeConnection();
    }

    private void take(List<SqlWork<?>> batch) {
        try {
            batch.add(queue.take());
            queue.drainTo(batch, most - 1);
        } catch (InterruptedException e) {
            log.debug("only close() ends this thread: callers wait for it", e);
        }
    }

    final void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Undoes what is open, if SQLite has not done so itself. */
    final void rollback() {
        try {
            execute("rollback");
        } catch (SQLException alreadyOver) {
            log.debug("nothing to roll back", alreadyOver);
        }
    }

    private void closeConnection() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.warn("closing {}", file, e);
        }
    }
}
