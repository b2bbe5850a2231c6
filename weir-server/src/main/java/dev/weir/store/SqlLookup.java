package dev.weir.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A read that may find nothing; the rules of {@link SqlFunction} hold.
 *
 * @param <T> what is looked for
 */
@FunctionalInterface
public interface SqlLookup<T> {
    @Nullable
    T apply(Connection connection) throws SQLException;
}
