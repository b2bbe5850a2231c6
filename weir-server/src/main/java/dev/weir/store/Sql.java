package dev.weir.store;

import dev.weir.spi.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with its parameters, bound in order. The last call ({@link #update}, {@link #list}, {@link
 * #first}, {@link #single}) runs and closes it. For thousands of rows use {@link #addBatch} and {@link #updateBatch}.
 *
 * <pre>{@code
 * Sql.of(connection, "select name, created_at from projects where id = ?")
 *         .bind(project.value())
 *         .first(row -> new Project(row.text("name"), row.instant("created_at")));
 * }</pre>
 */
public final class Sql {
    /** How many rows a server may send ahead of {@link #each}. */
    private static final int FETCH = 1000;

    private final PreparedStatement statement;
    private int next = 1;

    private Sql(PreparedStatement statement) {
        this.statement = statement;
    }

    public static Sql of(Connection connection, String text) throws SQLException {
        return new Sql(connection.prepareStatement(text));
    }

    /** A zero character, which PostgreSQL has no place for, becomes the sign for what cannot be shown. */
    public Sql bind(@Nullable String value) throws SQLException {
        statement.setString(next++, value == null ? null : value.replace('\0', '\uFFFD'));
        return this;
    }

    public Sql bind(long value) throws SQLException {
        statement.setLong(next++, value);
        return this;
    }

    public Sql bind(boolean value) throws SQLException {
        return bind(value ? 1L : 0L);
    }

    public Sql bind(double value) throws SQLException {
        statement.setDouble(next++, value);
        return this;
    }

    public Sql bind(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.BIGINT);
            return this;
        }
        return bind(value.longValue());
    }

    public Sql bind(@Nullable Double value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.DOUBLE);
            return this;
        }
        return bind(value.doubleValue());
    }

    public Sql bind(byte @Nullable [] value) throws SQLException {
        statement.setBytes(next++, value);
        return this;
    }

    public Sql bind(@Nullable Instant value) throws SQLException {
        Columns.set(statement, next++, value);
        return this;
    }

    /** Takes two parameters: micro-dollars and the rest. */
    public Sql bind(@Nullable Money value) throws SQLException {
        Columns.set(statement, next, value);
        next += 2;
        return this;
    }

    /** Keeps this row and starts the next. */
    public Sql addBatch() throws SQLException {
        statement.addBatch();
        next = 1;
        return this;
    }

    /** Writes all rows that were added. */
    public void updateBatch() throws SQLException {
        try (statement) {
            statement.executeBatch();
        }
    }

    /** Runs an INSERT, UPDATE or DELETE; how many rows it touched. */
    public int update() throws SQLException {
        try (statement) {
            return statement.executeUpdate();
        }
    }

    public <T> List<T> list(RowReader<T> reader) throws SQLException {
        try (statement;
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            Row row = new Row(rows);
            while (rows.next()) {
                found.add(reader.read(row));
            }
            return found;
        }
    }

    /**
     * Hands over rows one by one until there are no more, or the reader wants none: for results that may be larger than
     * memory.
     */
    public void each(RowVisitor visitor) throws SQLException {
        statement.setFetchSize(FETCH);
        try (statement;
                ResultSet rows = statement.executeQuery()) {
            Row row = new Row(rows);
            boolean wanted = true;
            while (wanted && rows.next()) {
                wanted = visitor.visit(row);
            }
        }
    }

    /** The first row, or null if there is none. */
    public <T> @Nullable T first(RowReader<T> reader) throws SQLException {
        try (statement;
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? reader.read(new Row(rows)) : null;
        }
    }

    /** The first row, for statements that always have one: counts, {@code RETURNING}. */
    public <T> T single(RowReader<T> reader) throws SQLException {
        T found = first(reader);
        if (found == null) {
            throw new SQLException("no row where one was expected");
        }
        return found;
    }

    /**
     * Turns a row into a value.
     *
     * @param <T> the value
     */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(Row row) throws SQLException;
    }

    /** Takes one row after the other. */
    @FunctionalInterface
    public interface RowVisitor {
        /** Whether the next row is wanted, too. */
        boolean visit(Row row) throws SQLException;
    }
}
