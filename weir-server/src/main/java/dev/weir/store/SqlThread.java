package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread with connections of its own, because SQLite's native calls would pin a virtual thread's carrier. */
abstract class SqlThread extends Thread {
    private static final Logger log = LoggerFactory.getLogger(SqlThread.class);

    final Engine engine;
    private final Engine.Connections connections;
    private final BlockingQueue<SqlWork<?>> queue;
    private final int most;
    private final SqlWork<?> end;

    /**
     * @param most how much work is taken from the queue at a time
     * @param end the piece of work that ends one thread of this queue
     */
    SqlThread(String name, Engine engine, boolean writes, BlockingQueue<SqlWork<?>> queue, int most, SqlWork<?> end)
            throws SQLException {
        super(name);
        this.engine = engine;
        this.connections = engine.connections(writes);
        this.queue = queue;
        this.most = most;
        this.end = end;
    }

    /** Does the work and gives every piece its answer. May throw only before it has answered any. */
    abstract void work(Connection connection, List<SqlWork<?>> batch);

    @Override
    public void run() {
        List<SqlWork<?>> batch = new ArrayList<>(most);
        boolean going = true;
        while (going) {
            batch.clear();
            take(batch);
            going = !batch.remove(end);
            if (!batch.isEmpty()) {
                connected(batch);
            }
        }
        end();
    }

    private void connected(List<SqlWork<?>> batch) {
        Connection connection;
        try {
            connection = connections.take();
        } catch (SQLException e) {
            StorageException told = engine.translate(e);
            batch.forEach(work -> work.failed(told));
            batch.forEach(SqlWork::answer);
            return;
        }
        try {
            work(connection, batch);
        } finally {
            giveBack(connection);
        }
    }

    private void giveBack(Connection connection) {
        try {
            connections.giveBack(connection);
        } catch (SQLException e) {
            log.debug("a connection to {} was lost", engine.name(), e);
        }
    }

    private void take(List<SqlWork<?>> batch) {
        try {
            batch.add(queue.take());
            queue.drainTo(batch, most - 1);
        } catch (InterruptedException e) {
            log.debug("only close() ends this thread: callers wait for it", e);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Undoes what is open, if the engine has not done so itself. */
    static void rollback(Connection connection) {
        try {
            execute(connection, "rollback");
        } catch (SQLException alreadyOver) {
            log.debug("nothing to roll back", alreadyOver);
        }
    }

    private void end() {
        try {
            connections.end();
        } catch (SQLException e) {
            log.warn("closing {}", engine.describe(), e);
        }
    }
}
