package dev.weir.budget;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Sql;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds up what settled attempts cost. Stands before the ledger in its projector: whether an attempt was settled before
 * is read from the ledger's rows as they are before the batch.
 */
final class SpendDao implements Projection {
    private static final long QUARTER_SECONDS = 900;
    private static final int MOST_MARKS = 500;

    private final Database database;
    private final Function<Exchange, List<Subject>> subjects;
    private final String node;

    /**
     * @param subjects for whom an exchange's costs are counted, inside its project
     * @param node in whose journal the exchanges are
     */
    SpendDao(Database database, Function<Exchange, List<Subject>> subjects, String node) {
        this.database = database;
        this.subjects = subjects;
        this.node = node;
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "spend";
    }

    @Override
    @CrossProject("says which records are read, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == AttemptIntent.class || kind == Closed.class;
    }

    /** A row that grows. */
    private record Place(String project, String scope, String name, String currency, long quarter) {}

    /** What is added to a row. */
    private record Sum(long attempts, long micros, long rests) {
        static Sum of(Money cost) {
            Total total = Total.of(cost);
            return new Sum(1, total.micros(), total.rest());
        }

        Sum plus(Sum other) {
            return new Sum(
                    attempts + other.attempts, Math.addExact(micros, other.micros), Math.addExact(rests, other.rests));
        }
    }

    /** What the ledger knows of an attempt that began in an earlier batch. */
    private record Begun(boolean closed, Instant at) {}

    @Override
    @CrossProject("the journal holds every project's exchanges, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        Map<AttemptId, Instant> intents = new HashMap<>();
        Map<ExchangeId, Exchange> closed = new LinkedHashMap<>();
        for (Projected projected : batch) {
            switch (projected.record()) {
                case AttemptIntent intent -> intents.put(intent.attempt(), intent.at());
                case Closed(Exchange exchange, Instant at) -> closed.putIfAbsent(exchange.id(), exchange);
                default -> {}
            }
        }
        List<AttemptId> older = closed.values().stream()
                .flatMap(exchange -> exchange.attempts().stream())
                .map(Attempt::id)
                .filter(id -> !intents.containsKey(id))
                .toList();
        Map<AttemptId, Begun> begun = begun(connection, older);
        Map<Place, Sum> sums = new HashMap<>();
        for (Exchange exchange : closed.values()) {
            for (Attempt attempt : exchange.attempts()) {
                Begun before = begun.get(attempt.id());
                if (before == null || !before.closed()) {
                    Instant own = exchange.startedAt().plusNanos(attempt.startNanos());
                    Instant at = intents.getOrDefault(attempt.id(), before == null ? own : before.at());
                    count(exchange, attempt, at, sums);
                }
            }
        }
        add(connection, sums);
    }

    private void count(Exchange exchange, Attempt attempt, Instant at, Map<Place, Sum> sums) {
        Money cost = attempt.cost();
        String currency = attempt.currency();
        if (cost == null || currency == null) {
            return;
        }
        Sum sum = Sum.of(cost);
        String project = exchange.project().value();
        long quarter = quarter(at);
        for (Subject subject : subjects.apply(exchange)) {
            Place place = new Place(project, subject.scope().wire(), subject.name(), currency, quarter);
            sums.merge(place, sum, Sum::plus);
        }
    }

    private static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
    }

    private static Map<AttemptId, Begun> begun(Connection connection, List<AttemptId> attempts) throws SQLException {
        Map<AttemptId, Begun> begun = new HashMap<>();
        for (int from = 0; from < attempts.size(); from += MOST_MARKS) {
            List<AttemptId> some = attempts.subList(from, Math.min(attempts.size(), from + MOST_MARKS));
            Sql query = Sql.of(
                    connection,
                    "select attempt_id, exchange_closed, started_at from attempts where attempt_id in ("
                            + "?, ".repeat(some.size() - 1) + "?)");
            for (AttemptId id : some) {
                query.bind(id.value());
            }
            query.list(row -> begun.put(
                    new AttemptId(row.text("attempt_id")),
                    new Begun(row.flag("exchange_closed"), row.instant("started_at"))));
        }
        return begun;
    }

    private void add(Connection connection, Map<Place, Sum> sums) throws SQLException {
        if (sums.isEmpty()) {
            return;
        }
        Sql upsert = Sql.of(connection, """
                insert into spend (project_id, scope, name, currency, quarter, node, attempts, cost_micros, cost_rest)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (project_id, scope, name, currency, quarter, node) do update set
                    attempts = spend.attempts + excluded.attempts,
                    cost_micros = spend.cost_micros + excluded.cost_micros,
                    cost_rest = spend.cost_rest + excluded.cost_rest
                """);
        for (Map.Entry<Place, Sum> entry : sums.entrySet()) {
            Place place = entry.getKey();
            Sum sum = entry.getValue();
            upsert.bind(place.project())
                    .bind(place.scope())
                    .bind(place.name())
                    .bind(place.currency())
                    .bind(place.quarter())
                    .bind(node)
                    .bind(sum.attempts())
                    .bind(sum.micros())
                    .bind(sum.rests())
                    .addBatch();
        }
        upsert.updateBatch();
    }

    /**
     * What was spent since then in one project.
     *
     * @param from at the beginning of a quarter of an hour, or at the beginning of all time
     */
    Total spent(ProjectId project, Scope scope, String name, String currency, Instant from) {
        return database.read(connection -> Sql.of(connection, """
                        select coalesce(sum(cost_micros), 0) as micros, coalesce(sum(cost_rest), 0) as rests
                        from spend where project_id = ? and scope = ? and name = ? and currency = ? and quarter >= ?
                        """)
                .bind(project.value())
                .bind(scope.wire())
                .bind(name)
                .bind(currency)
                .bind(quarter(from))
                .single(row -> Total.of(row.number("micros"), row.number("rests"))));
    }

    /** The same by the node in whose journal it is; what was spent before nodes were told apart is nobody's. */
    Map<String, Total> spentByNode(ProjectId project, Scope scope, String name, String currency, Instant from) {
        return database
                .read(connection -> Sql.of(connection, """
                        select node, sum(cost_micros) as micros, sum(cost_rest) as rests from spend
                        where project_id = ? and scope = ? and name = ? and currency = ? and quarter >= ?
                        group by node
                        """)
                        .bind(project.value())
                        .bind(scope.wire())
                        .bind(name)
                        .bind(currency)
                        .bind(quarter(from))
                        .list(row -> Map.entry(row.text("node"), Total.of(row.number("micros"), row.number("rests")))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Everybody of that scope who spent something in the project since then. */
    List<String> spenders(ProjectId project, Scope scope, String currency, Instant from) {
        return database.read(connection -> Sql.of(connection, """
                        select distinct name from spend
                        where project_id = ? and scope = ? and currency = ? and quarter >= ?
                        """)
                .bind(project.value())
                .bind(scope.wire())
                .bind(currency)
                .bind(quarter(from))
                .list(row -> row.text("name")));
    }
}
