package dev.weir.store;

import dev.weir.spi.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The current row of a result, by column name. The plain methods insist on a value; {@code …OrNull} do not. */
public final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    public String text(String column) throws SQLException {
        return present(column, rows.getString(column));
    }

    public @Nullable String textOrNull(String column) throws SQLException {
        return rows.getString(column);
    }

    public long number(String column) throws SQLException {
        long value = rows.getLong(column);
        present(column, rows.wasNull() ? null : column);
        return value;
    }

    public @Nullable Long numberOrNull(String column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? null : value;
    }

    public @Nullable Double decimalOrNull(String column) throws SQLException {
        double value = rows.getDouble(column);
        return rows.wasNull() ? null : value;
    }

    public boolean flag(String column) throws SQLException {
        return number(column) != 0;
    }

    public byte[] bytes(String column) throws SQLException {
        return present(column, rows.getBytes(column));
    }

    public byte @Nullable [] bytesOrNull(String column) throws SQLException {
        return rows.getBytes(column);
    }

    public Instant instant(String column) throws SQLException {
        return Columns.instant(number(column));
    }

    public @Nullable Instant instantOrNull(String column) throws SQLException {
        return Columns.instant(rows, rows.findColumn(column));
    }

    /** One entry's amount, from {@code <name>_micros} and the column after it. */
    public @Nullable Money moneyOrNull(String name) throws SQLException {
        return Columns.money(rows, rows.findColumn(name + "_micros"));
    }

    /** A total, from {@code <name>_micros} and the column after it; zero if there were no rows. */
    public BigDecimal amount(String name) throws SQLException {
        return Columns.amount(rows, rows.findColumn(name + "_micros"));
    }

    private static <T> T present(String column, @Nullable T value) throws SQLException {
        if (value == null) {
            throw new SQLException("column " + column + " is null where a value was expected");
        }
        return value;
    }
}
