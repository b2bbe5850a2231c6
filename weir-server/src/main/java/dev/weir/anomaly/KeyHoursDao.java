package dev.weir.anomaly;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Exchange;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what keys use, by the hour (UTC) in which exchanges began. */
final class KeyHoursDao implements Projection {
    /** Five weeks and the hour that runs. */
    private static final Duration KEPT = Duration.ofDays(36);

    private static final long PICOS = 1_000_000;

    private final Database database;

    KeyHoursDao(Database database) {
        this.database = database;
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "key hours";
    }

    @Override
    @CrossProject("says which records are read, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == Closed.class;
    }

    /** A row that grows. */
    private record Place(String project, String key, String measure, String currency, long hour) {}

    @Override
    @CrossProject("the journal holds every project's exchanges, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        Map<Place, Long> sums = new HashMap<>();
        for (Projected projected : batch) {
            if (projected.record() instanceof Closed closed) {
                add(closed.exchange(), sums);
            }
        }
        if (!sums.isEmpty()) {
            write(connection, sums);
        }
    }

    private static void add(Exchange exchange, Map<Place, Long> sums) {
        long hour = Hour.of(exchange.startedAt());
        sums.merge(place(exchange, Measure.REQUESTS, "", hour), 1L, Long::sum);
        long tokens = exchange.usage().totalTokens();
        if (tokens > 0) {
            sums.merge(place(exchange, Measure.TOKENS, "", hour), tokens, Long::sum);
        }
        if (exchange.cost() != null && exchange.currency() != null) {
            long micros = exchange.cost().picodollars() / PICOS;
            sums.merge(place(exchange, Measure.COST, exchange.currency(), hour), micros, Long::sum);
        }
    }

    private static Place place(Exchange exchange, Measure measure, String currency, long hour) {
        return new Place(exchange.project().value(), exchange.key().value(), measure.wire(), currency, hour);
    }

    private static void write(Connection connection, Map<Place, Long> sums) throws SQLException {
        Sql add = Sql.of(connection, """
                insert into key_hours (project_id, key_id, measure, currency, hour, used) values (?, ?, ?, ?, ?, ?)
                on conflict (project_id, key_id, measure, currency, hour) do update set
                    used = key_hours.used + excluded.used
                """);
        for (Map.Entry<Place, Long> sum : sums.entrySet()) {
            Place place = sum.getKey();
            add.bind(place.project())
                    .bind(place.key())
                    .bind(place.measure())
                    .bind(place.currency())
                    .bind(place.hour())
                    .bind(sum.getValue().longValue())
                    .addBatch();
        }
        add.updateBatch();
    }

    /** A key of a project and what of it is measured. */
    record Series(ProjectId project, KeyId key, String measure, String currency) {}

    /** What was used in one hour. */
    record Point(Series series, long hour, long used) {}

    /** Whatever was used in these hours by anybody. */
    @CrossProject("every key is compared with itself")
    List<Point> in(long from, long to) {
        return database.read(connection -> Sql.of(connection, """
                        select project_id, key_id, measure, currency, hour, used from key_hours
                        where hour >= ? and hour <= ?
                        """)
                .bind(from)
                .bind(to)
                .list(row -> new Point(
                        new Series(
                                new ProjectId(row.text("project_id")),
                                new KeyId(row.text("key_id")),
                                row.text("measure"),
                                row.text("currency")),
                        row.number("hour"),
                        row.number("used"))));
    }

    /** What a key used by hour, before that hour. */
    Map<Long, Long> history(ProjectId project, Series series, long before) {
        return database.read(connection -> {
            Map<Long, Long> used = new HashMap<>();
            Sql.of(connection, """
                            select hour, used from key_hours
                            where project_id = ? and key_id = ? and measure = ? and currency = ? and hour < ?
                            """)
                    .bind(project.value())
                    .bind(series.key().value())
                    .bind(series.measure())
                    .bind(series.currency())
                    .bind(before)
                    .list(row -> used.put(row.number("hour"), row.number("used")));
            return used;
        });
    }

    /** When a key was first used, as far as that is kept; the hour given if never before. */
    long first(ProjectId project, Series series, long otherwise) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select coalesce(min(hour), ?) as first from key_hours where project_id = ? and key_id = ?")
                .bind(otherwise)
                .bind(project.value())
                .bind(series.key().value())
                .single(row -> row.number("first")));
    }

    @CrossProject("all are kept for as long")
    void deleteOld(Instant now) {
        database.write(connection -> Sql.of(connection, "delete from key_hours where hour < ?")
                .bind(Hour.of(now.minus(KEPT)))
                .update());
    }
}
