package dev.weir.limits;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Exchange;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Sql;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Tokens of finished exchanges by subject and quarter of an hour, for those that have a limit by the day: what a start
 * goes on from. Every time zone's day begins at a quarter.
 */
final class TokenDao implements Projection {
    private static final long QUARTER_SECONDS = 900;
    /** The longest day, and a week that a calendar may be ahead before somebody puts it right. */
    private static final Duration KEPT = Duration.ofDays(9);

    private final Database database;
    private final InstantSource clock;
    private final Function<Exchange, List<Subject>> limited;

    /**
     * @param limited whose limits by the day an exchange counts in
     */
    TokenDao(Database database, InstantSource clock, Function<Exchange, List<Subject>> limited) {
        this.database = database;
        this.clock = clock;
        this.limited = limited;
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "limited tokens";
    }

    @Override
    @CrossProject("says which records are read, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == JournalRecord.Closed.class;
    }

    private record Place(Subject subject, long quarter) {}

    @Override
    @CrossProject("the journal holds every project's exchanges, and each subject names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        Map<Place, Long> sums = new HashMap<>();
        for (Projected projected : batch) {
            if (projected.record() instanceof JournalRecord.Closed closed) {
                add(closed.exchange(), sums);
            }
        }
        if (!sums.isEmpty()) {
            write(connection, sums);
        }
    }

    private void add(Exchange exchange, Map<Place, Long> sums) {
        long tokens = exchange.usage().totalTokens();
        if (tokens > 0) {
            long quarter = quarter(exchange.startedAt());
            limited.apply(exchange).forEach(subject -> sums.merge(new Place(subject, quarter), tokens, Long::sum));
        }
    }

    private static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
    }

    private void write(Connection connection, Map<Place, Long> sums) throws SQLException {
        Sql add = Sql.of(connection, """
                insert into limited_tokens (owner, scope, name, quarter, tokens) values (?, ?, ?, ?, ?)
                on conflict (owner, scope, name, quarter) do update set tokens = limited_tokens.tokens + excluded.tokens
                """);
        long newest = Long.MIN_VALUE;
        for (Map.Entry<Place, Long> sum : sums.entrySet()) {
            Subject subject = sum.getKey().subject();
            newest = Math.max(newest, sum.getKey().quarter());
            add.bind(subject.owner())
                    .bind(subject.scope().wire())
                    .bind(subject.name())
                    .bind(sum.getKey().quarter())
                    .bind(sum.getValue())
                    .addBatch();
        }
        add.updateBatch();
        forget(connection, newest);
    }

    /** By the earlier of what comes and the clock: either may be of a calendar that was ahead, and the past stays. */
    private void forget(Connection connection, long newest) throws SQLException {
        Sql.of(connection, "delete from limited_tokens where quarter < ?")
                .bind(Math.min(newest, quarter(clock.instant())) - KEPT.toSeconds() / QUARTER_SECONDS)
                .update();
    }

    /**
     * Tokens of one quarter of an hour.
     *
     * @param from when it began
     */
    record Spent(Subject subject, Instant from, long tokens) {}

    @CrossProject("memory holds all limits")
    List<Spent> since(Instant from) {
        return database.read(connection -> Sql.of(
                        connection, "select owner, scope, name, quarter, tokens from limited_tokens where quarter >= ?")
                .bind(quarter(from))
                .list(row -> new Spent(
                        new Subject(Scope.named(row.text("scope")).orElseThrow(), row.text("owner"), row.text("name")),
                        Instant.ofEpochSecond(row.number("quarter") * QUARTER_SECONDS),
                        row.number("tokens"))));
    }
}
