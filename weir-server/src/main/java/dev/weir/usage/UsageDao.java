package dev.weir.usage;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import dev.weir.usage.Tally.Adjusted;
import dev.weir.usage.Tally.Owner;
import dev.weir.usage.Tally.Request;
import dev.weir.usage.Tally.Tried;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what is used as it is written. Stands before the ledger and the exchanges in its projector: whether something
 * was counted before is read from their rows as they are before the batch. An exchange counts when it closes, with all
 * its attempts, and once: the first closing stands, as in the ledger.
 */
final class UsageDao implements Projection {
    private static final int MOST_MARKS = 500;

    private static final String INSERT = "insert into usage_totals (project_id, label, span, at, value, key_id, model,"
            + " provider, provider_model, operation, status, currency, node, " + columns()
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
            + ", ?".repeat(columnNames().size())
            + ") on conflict (project_id, label, span, at, value, key_id, model, provider, provider_model, operation,"
            + " status, currency, node) do update set "
            + columnNames().stream()
                    .map(name -> name + " = usage_totals." + name + " + excluded." + name)
                    .collect(Collectors.joining(", "));

    private final String node;

    /**
     * @param node whose journal it is
     */
    UsageDao(String node) {
        this.node = node;
    }

    /** The columns that hold sums, in the order of {@link #bind}. */
    @CrossProject("names columns, touches no row")
    static List<String> columnNames() {
        return Stream.concat(
                        Arrays.stream(Measure.values()).map(Measure::wire),
                        Arrays.stream(Amount.values())
                                .flatMap(amount -> Stream.of(amount.wire() + "_micros", amount.wire() + "_rest")))
                .toList();
    }

    private static String columns() {
        return String.join(", ", columnNames());
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "usage";
    }

    @Override
    @CrossProject("says which records are read, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == AttemptIntent.class
                || kind == AttemptOutcome.class
                || kind == Closed.class
                || kind == Adjustment.class;
    }

    /** What a batch holds, each thing once. */
    private static final class Batch {
        private final Map<AttemptId, AttemptIntent> intents = new HashMap<>();
        private final Map<AttemptId, AttemptOutcome> outcomes = new HashMap<>();
        private final Map<ExchangeId, Exchange> closed = new LinkedHashMap<>();
        private final Map<String, Adjustment> adjustments = new LinkedHashMap<>();

        Batch(List<Projected> records) {
            for (Projected projected : records) {
                switch (projected.record()) {
                    case AttemptIntent intent -> intents.putIfAbsent(intent.attempt(), intent);
                    case AttemptOutcome outcome -> outcomes.putIfAbsent(outcome.attempt(), outcome);
                    case Closed(Exchange exchange, Instant at) -> closed.putIfAbsent(exchange.id(), exchange);
                    case Adjustment adjustment -> adjustments.putIfAbsent(name(adjustment), adjustment);
                    default -> {}
                }
            }
        }

        private static String name(Adjustment adjustment) {
            return adjustment.project().value() + " " + adjustment.id();
        }

        /** An exchange that began in this batch was not closed before it. */
        boolean began(Exchange exchange) {
            return exchange.attempts().stream().anyMatch(attempt -> intents.containsKey(attempt.id()));
        }
    }

    /** What the ledger knows of an attempt that began in an earlier batch. */
    private record Begun(
            Instant at, @Nullable String currency, @Nullable Settled settled) {}

    /** What was settled before its exchange closed, and stands. */
    private record Settled(
            Usage usage, @Nullable Money cost, @Nullable String error) {}

    /** What an exchange cost that made an answer for others. */
    private record Source(@Nullable Money cost, @Nullable String currency) {}

    @Override
    @CrossProject("the journal holds every project's records, and each row names its own")
    public void apply(Connection connection, List<Projected> records) throws SQLException {
        Batch batch = new Batch(records);
        forgetKnown(connection, batch);
        Map<AttemptId, Begun> begun = begun(connection, batch);
        Map<ExchangeId, Source> sources = sources(connection, batch);
        Tally tally = new Tally();
        List<Saved> savings = new ArrayList<>();
        for (Exchange exchange : batch.closed.values()) {
            Owner owner = owner(exchange);
            for (Attempt attempt : exchange.attempts()) {
                tally.add(tried(owner, exchange, attempt, batch, begun.get(attempt.id())));
            }
            tally.add(request(owner, exchange, sources, savings));
        }
        for (Adjustment adjustment : batch.adjustments.values()) {
            tally.add(adjusted(adjustment));
        }
        insert(connection, savings);
        add(connection, tally.cells());
    }

    private static Owner owner(Exchange exchange) {
        return new Owner(
                exchange.project().value(),
                exchange.key().value(),
                exchange.model(),
                exchange.operation(),
                exchange.status().name().toLowerCase(Locale.ROOT),
                exchange.tags());
    }

    private static Tried tried(Owner owner, Exchange exchange, Attempt attempt, Batch batch, @Nullable Begun before) {
        AttemptIntent intent = batch.intents.get(attempt.id());
        AttemptOutcome outcome = batch.outcomes.get(attempt.id());
        Instant own = exchange.startedAt().plusNanos(attempt.startNanos());
        Instant at = intent != null ? intent.at() : before != null ? before.at : own;
        String reserved = intent != null ? intent.currency() : before != null ? before.currency : null;
        Settled settled = new Settled(attempt.usage(), attempt.cost(), attempt.error());
        String currency = attempt.currency();
        if (before != null && before.settled != null) {
            settled = before.settled;
            currency = before.currency;
        } else if (outcome != null) {
            settled = new Settled(outcome.usage(), outcome.cost(), outcome.error());
            currency = outcome.currency();
        }
        return new Tried(
                owner,
                at,
                attempt.target(),
                settled.usage,
                settled.cost,
                currency == null ? reserved : currency,
                settled.error);
    }

    /** What one answer saved. */
    private record Saved(ExchangeId exchange, Money amount, String currency) {}

    private static Request request(
            Owner owner, Exchange exchange, Map<ExchangeId, Source> sources, List<Saved> savings) {
        Cached cached = exchange.cached();
        Cached served = cached == null || cached.outcome() == Cached.Outcome.MISS ? null : cached;
        Source source = served == null ? null : sources.get(served.source());
        String currency = exchange.currency() != null
                ? exchange.currency()
                : cached != null && cached.currency() != null
                        ? cached.currency()
                        : source == null || source.cost == null ? null : source.currency;
        Money saved = source != null && Objects.equals(source.currency, currency) ? source.cost : null;
        if (saved != null && currency != null) {
            savings.add(new Saved(exchange.id(), saved, currency));
        }
        return new Request(
                owner,
                exchange.startedAt(),
                exchange.target(),
                currency,
                served != null,
                cached == null ? null : cached.charge(),
                currency == null ? null : saved);
    }

    private static Adjusted adjusted(Adjustment adjustment) {
        return new Adjusted(
                new Owner(
                        adjustment.project().value(),
                        adjustment.key() == null ? "" : adjustment.key().value(),
                        adjustment.model() == null ? "" : adjustment.model(),
                        "",
                        "",
                        adjustment.tags()),
                adjustment.at(),
                adjustment.target(),
                adjustment.amount(),
                adjustment.currency());
    }

    /** Takes out of the batch what was counted in an earlier one. */
    private static void forgetKnown(Connection connection, Batch batch) throws SQLException {
        List<String> doubtful = batch.closed.values().stream()
                .filter(exchange -> !batch.began(exchange))
                .map(exchange -> exchange.id().value())
                .toList();
        Set<String> known = new HashSet<>();
        lookUp(connection, "select exchange_id from exchanges where exchange_id", doubtful, row -> {
            known.add(row.text("exchange_id"));
            return true;
        });
        batch.closed.keySet().removeIf(id -> known.contains(id.value()));
        List<String> adjustments =
                batch.adjustments.values().stream().map(Adjustment::id).toList();
        lookUp(
                connection,
                "select project_id, adjustment_id from adjustments where adjustment_id",
                adjustments,
                row -> {
                    batch.adjustments.remove(row.text("project_id") + " " + row.text("adjustment_id"));
                    return true;
                });
    }

    private static Map<AttemptId, Begun> begun(Connection connection, Batch batch) throws SQLException {
        List<String> older = batch.closed.values().stream()
                .flatMap(exchange -> exchange.attempts().stream())
                .map(Attempt::id)
                .filter(id -> !batch.intents.containsKey(id))
                .map(AttemptId::value)
                .toList();
        Map<AttemptId, Begun> begun = new HashMap<>();
        lookUp(connection, "select * from attempts where attempt_id", older, row -> {
            boolean settled = row.text("state").equals("settled");
            begun.put(
                    new AttemptId(row.text("attempt_id")),
                    new Begun(
                            row.instant("started_at"),
                            row.textOrNull("currency"),
                            settled
                                    ? new Settled(usage(row), row.moneyOrNull("cost"), row.textOrNull("error"))
                                    : null));
            return true;
        });
        return begun;
    }

    /** What a settled row of the ledger counted. */
    @CrossProject("reads what a query has found")
    static Usage usage(Row row) throws SQLException {
        return Usage.builder()
                .inputTokens(row.number("input_tokens"))
                .cachedInputTokens(row.number("cached_input_tokens"))
                .cacheWriteTokens(row.number("cache_write_tokens"))
                .hourCacheWriteTokens(row.number("hour_cache_write_tokens"))
                .outputTokens(row.number("output_tokens"))
                .reasoningTokens(row.number("reasoning_tokens"))
                .toolTokens(row.number("tool_tokens"))
                .audioInputTokens(row.number("audio_input_tokens"))
                .cachedAudioInputTokens(row.number("cached_audio_input_tokens"))
                .audioOutputTokens(row.number("audio_output_tokens"))
                .searches(row.number("searches"))
                .estimated(row.flag("estimated"))
                .build();
    }

    private static Map<ExchangeId, Source> sources(Connection connection, Batch batch) throws SQLException {
        Map<ExchangeId, Source> sources = new HashMap<>();
        Set<String> older = new HashSet<>();
        for (Exchange exchange : batch.closed.values()) {
            Cached cached = exchange.cached();
            if (cached != null && cached.outcome() != Cached.Outcome.MISS) {
                Exchange source = batch.closed.get(cached.source());
                if (source == null) {
                    older.add(cached.source().value());
                } else {
                    sources.put(source.id(), new Source(source.cost(), source.currency()));
                }
            }
        }
        lookUp(
                connection,
                "select exchange_id, cost_micros, cost_rest, currency from exchanges where exchange_id",
                older,
                row -> {
                    sources.put(
                            new ExchangeId(row.text("exchange_id")),
                            new Source(row.moneyOrNull("cost"), row.textOrNull("currency")));
                    return true;
                });
        return sources;
    }

    private static void lookUp(Connection connection, String select, Collection<String> ids, Sql.RowVisitor visitor)
            throws SQLException {
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += MOST_MARKS) {
            List<String> some = all.subList(from, Math.min(all.size(), from + MOST_MARKS));
            Sql query = Sql.of(connection, select + " in (" + "?, ".repeat(some.size() - 1) + "?)");
            for (String id : some) {
                query.bind(id);
            }
            query.each(visitor);
        }
    }

    private static void insert(Connection connection, List<Saved> savings) throws SQLException {
        if (savings.isEmpty()) {
            return;
        }
        Sql insert = Sql.of(connection, """
                insert into cache_savings (exchange_id, saved_micros, saved_rest, currency) values (?, ?, ?, ?)
                on conflict (exchange_id) do nothing
                """);
        for (Saved saved : savings) {
            insert.bind(saved.exchange.value())
                    .bind(saved.amount)
                    .bind(saved.currency)
                    .addBatch();
        }
        insert.updateBatch();
    }

    /** Lets rows grow. */
    @CrossProject("each row names its project")
    void add(Connection connection, Map<Cell, Sums> cells) throws SQLException {
        if (cells.isEmpty()) {
            return;
        }
        Sql upsert = Sql.of(connection, INSERT);
        for (Cell cell : cells.keySet().stream().sorted(Cell.ORDER).toList()) {
            bind(upsert, cell);
            upsert.bind(node);
            bind(upsert, Objects.requireNonNull(cells.get(cell)));
            upsert.addBatch();
        }
        upsert.updateBatch();
    }

    private static void bind(Sql sql, Cell cell) throws SQLException {
        sql.bind(cell.project())
                .bind(cell.label())
                .bind((long) cell.span())
                .bind(cell.at())
                .bind(cell.value())
                .bind(cell.key())
                .bind(cell.model())
                .bind(cell.provider())
                .bind(cell.providerModel())
                .bind(cell.operation())
                .bind(cell.status())
                .bind(cell.currency());
    }

    private static void bind(Sql sql, Sums sums) throws SQLException {
        for (Measure measure : Measure.values()) {
            sql.bind(sums.count(measure));
        }
        for (Amount amount : Amount.values()) {
            sql.bind(sums.micros(amount)).bind(sums.rest(amount));
        }
    }

    /** The sums of a row that has all the columns. */
    @CrossProject("reads what a query has found")
    static Sums sums(Row row) throws SQLException {
        Sums sums = new Sums();
        for (Measure measure : Measure.values()) {
            sums.add(measure, row.number(measure.wire()));
        }
        for (Amount amount : Amount.values()) {
            sums.add(amount, row.number(amount.wire() + "_micros"), row.number(amount.wire() + "_rest"));
        }
        return sums;
    }
}
