package dev.weir.budget;

import dev.weir.spi.Attempt;
import dev.weir.spi.Exchange;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what settled attempts cost. Stands before the ledger in its projector: whether an attempt was settled before
 * is read from the ledger's rows as they are before the batch.
 */
final class SpendDao implements Projection {
    private static final long QUARTER_SECONDS = 900;
    private static final int MOST_MARKS = 500;

    private final Database database;

    SpendDao(Database database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "spend";
    }

    @Override
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == AttemptIntent.class || kind == AttemptOutcome.class || kind == Closed.class;
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
                    attempts + other.attempts,
                    Math.addExact(micros, other.micros),
                    Math.addExact(rests, other.rests));
        }
    }

    /** What the ledger knows of an attempt that began in an earlier batch. */
    private record Begun(boolean settled, Instant at, String key, String model) {}

    /** One attempt's end. */
    private record Settled(
            ProjectId project, String key, String model, Instant at, @Nullable Money cost, @Nullable String currency) {}

    @Override
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        Map<String, AttemptIntent> intents = new HashMap<>();
        Map<String, AttemptOutcome> outcomes = new LinkedHashMap<>();
        Map<String, Exchange> closed = new LinkedHashMap<>();
        for (Projected projected : batch) {
            switch (projected.record()) {
                case AttemptIntent intent -> intents.put(intent.attempt().value(), intent);
                case AttemptOutcome outcome -> outcomes.putIfAbsent(outcome.attempt().value(), outcome);
                case Closed(Exchange exchange, Instant at) ->
                    exchange.attempts().forEach(attempt -> closed.putIfAbsent(attempt.id().value(), exchange));
                default -> {}
            }
        }
        Set<String> older = new HashSet<>(outcomes.keySet());
        older.addAll(closed.keySet());
        older.removeAll(intents.keySet());
        Map<String, Begun> begun = begun(connection, new ArrayList<>(older));
        Map<Place, Sum> sums = new HashMap<>();
        outcomes.forEach((id, outcome) -> outcome(outcome, intents.get(id), begun.get(id), sums));
        closed.forEach((id, exchange) -> {
            if (!outcomes.containsKey(id)) {
                closed(exchange, id, intents.get(id), begun.get(id), sums);
            }
        });
        add(connection, sums);
    }

    private static void outcome(
            AttemptOutcome outcome, @Nullable AttemptIntent intent, @Nullable Begun begun, Map<Place, Sum> sums) {
        if (intent != null) {
            count(
                    new Settled(
                            outcome.project(),
                            intent.key().value(),
                            intent.model(),
                            intent.at(),
                            outcome.cost(),
                            outcome.currency()),
                    sums);
        } else if (begun != null && !begun.settled()) {
            count(
                    new Settled(
                            outcome.project(), begun.key(), begun.model(), begun.at(), outcome.cost(), outcome.currency()),
                    sums);
        }
    }

    private static void closed(
            Exchange exchange,
            String id,
            @Nullable AttemptIntent intent,
            @Nullable Begun begun,
            Map<Place, Sum> sums) {
        if (begun != null && begun.settled()) {
            return;
        }
        Attempt attempt = exchange.attempts().stream()
                .filter(each -> each.id().value().equals(id))
                .findFirst()
                .orElseThrow();
        Instant at = intent != null
                ? intent.at()
                : begun != null ? begun.at() : exchange.startedAt().plusNanos(attempt.startNanos());
        count(
                new Settled(
                        exchange.project(),
                        exchange.key().value(),
                        exchange.model(),
                        at,
                        attempt.cost(),
                        attempt.currency()),
                sums);
    }

    private static void count(Settled settled, Map<Place, Sum> sums) {
        if (settled.cost() == null || settled.currency() == null) {
            return;
        }
        Sum sum = Sum.of(settled.cost());
        String project = settled.project().value();
        long quarter = quarter(settled.at());
        sums.merge(new Place(project, Scope.PROJECT.wire(), project, settled.currency(), quarter), sum, Sum::plus);
        sums.merge(new Place(project, Scope.KEY.wire(), settled.key(), settled.currency(), quarter), sum, Sum::plus);
        sums.merge(new Place(project, Scope.MODEL.wire(), settled.model(), settled.currency(), quarter), sum, Sum::plus);
    }

    private static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
    }

    private static Map<String, Begun> begun(Connection connection, List<String> attempts) throws SQLException {
        Map<String, Begun> begun = new HashMap<>();
        for (int from = 0; from < attempts.size(); from += MOST_MARKS) {
            List<String> some = attempts.subList(from, Math.min(attempts.size(), from + MOST_MARKS));
            Sql query = Sql.of(
                    connection,
                    "select attempt_id, state, started_at, key_id, model from attempts where attempt_id in ("
                            + "?, ".repeat(some.size() - 1) + "?)");
            for (String id : some) {
                query.bind(id);
            }
            query.list(row -> begun.put(
                    row.text("attempt_id"),
                    new Begun(
                            !row.text("state").equals("intent"),
                            row.instant("started_at"),
                            row.text("key_id"),
                            row.text("model"))));
        }
        return begun;
    }

    private static void add(Connection connection, Map<Place, Sum> sums) throws SQLException {
        if (sums.isEmpty()) {
            return;
        }
        Sql upsert = Sql.of(connection, """
                insert into spend (project_id, scope, name, currency, quarter, attempts, cost_micros, cost_rest)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (project_id, scope, name, currency, quarter) do update set
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
                    .bind(sum.attempts())
                    .bind(sum.micros())
                    .bind(sum.rests())
                    .addBatch();
        }
        upsert.updateBatch();
    }

    /**
     * What was spent since then.
     *
     * @param from at the beginning of a quarter of an hour, or at the beginning of all time
     */
    Total spent(ProjectId project, Subject subject, String currency, Instant from) {
        return database.read(connection -> Sql.of(connection, """
                        select coalesce(sum(cost_micros), 0) as micros, coalesce(sum(cost_rest), 0) as rests
                        from spend where project_id = ? and scope = ? and name = ? and currency = ? and quarter >= ?
                        """)
                .bind(project.value())
                .bind(subject.scope().wire())
                .bind(subject.name())
                .bind(currency)
                .bind(quarter(from))
                .single(row -> Total.of(row.number("micros"), row.number("rests"))));
    }
}
