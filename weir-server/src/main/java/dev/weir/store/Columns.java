package dev.weir.store;

import dev.weir.spi.Money;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How values stand in columns. An instant is one INTEGER: microseconds since 1970 UTC. Money is two INTEGERs:
 * micro-dollars (rounded down) and the rest in picodollars, 0 to 999,999, so that sums over many rows stay exact.
 */
public final class Columns {
    static final long PICO_PER_MICRO = 1_000_000;

    private Columns() {}

    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    public static void set(PreparedStatement statement, int index, @Nullable Instant value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, micros(value));
        }
    }

    /** Takes two columns: {@code index} and the next. */
    public static void set(PreparedStatement statement, int index, @Nullable Money value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
            statement.setNull(index + 1, Types.BIGINT);
        } else {
            statement.setLong(index, Math.floorDiv(value.picodollars(), PICO_PER_MICRO));
            statement.setLong(index + 1, Math.floorMod(value.picodollars(), PICO_PER_MICRO));
        }
    }

    public static @Nullable Instant instant(ResultSet row, int index) throws SQLException {
        long micros = row.getLong(index);
        return row.wasNull() ? null : instant(micros);
    }

    /**
     * One entry's amount.
     *
     * @throws ArithmeticException if it is a total beyond what {@link Money} holds; use {@link #amount}
     */
    public static @Nullable Money money(ResultSet row, int index) throws SQLException {
        long micros = row.getLong(index);
        if (row.wasNull()) {
            return null;
        }
        return new Money(Math.addExact(Math.multiplyExact(micros, PICO_PER_MICRO), row.getLong(index + 1)));
    }

    /** A total of any size, for {@code SUM(cost_micros), SUM(cost_rest)}; zero when there were no rows. */
    public static BigDecimal amount(ResultSet row, int index) throws SQLException {
        return BigDecimal.valueOf(row.getLong(index), 6).add(BigDecimal.valueOf(row.getLong(index + 1), 12));
    }
}
