package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Work on a connection that {@link Database} lends: no commit, no rollback, no change of auto-commit, and nothing of
 * the connection kept for later.
 *
 * @param <T> what comes back
 */
@FunctionalInterface
public interface SqlFunction<T> {
    T apply(Connection connection) throws SQLException;
}
