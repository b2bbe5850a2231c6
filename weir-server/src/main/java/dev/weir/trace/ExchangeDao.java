package dev.weir.trace;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Usage;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Exchanges in the ledger's database, which follow the journal. */
final class ExchangeDao implements Projection {
    private static final String COLUMNS = """
            exchange_id, key_id, started_at, operation, stream, model, provider, provider_model, status, error,
            finish_reason, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, estimated,
            cost_micros, cost_rest, currency, duration_micros, first_token_micros, attempts,
            cache, cache_source, charge_micros, charge_rest, charge_currency""";

    /** The tag of exchanges that are a line of a batch. */
    private static final String BATCH = "weir.batch";

    private final Database database;

    ExchangeDao(Database database) {
        this.database = database;
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "exchanges";
    }

    @Override
    @CrossProject("the journal holds every project's exchanges, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        insert(
                connection,
                batch.stream()
                        .map(Projected::record)
                        .filter(JournalRecord.Closed.class::isInstance)
                        .map(record -> ((JournalRecord.Closed) record).exchange())
                        .toList());
    }

    private static void insert(Connection connection, List<Exchange> exchanges) throws SQLException {
        Sql sql = Sql.of(connection, """
                INSERT INTO exchanges (exchange_id, project_id, key_id, started_at, operation, stream, model, provider,
                  provider_model, status, error, finish_reason, input_tokens, cached_input_tokens, output_tokens,
                  reasoning_tokens, estimated, cost_micros, cost_rest, currency, duration_micros, first_token_micros,
                  attempts, cache, cache_source, charge_micros, charge_rest, charge_currency, batch)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (exchange_id) DO UPDATE SET
                  status = excluded.status, error = excluded.error, finish_reason = excluded.finish_reason,
                  input_tokens = excluded.input_tokens, cached_input_tokens = excluded.cached_input_tokens,
                  output_tokens = excluded.output_tokens, reasoning_tokens = excluded.reasoning_tokens,
                  estimated = excluded.estimated, cost_micros = excluded.cost_micros, cost_rest = excluded.cost_rest,
                  currency = excluded.currency, duration_micros = excluded.duration_micros,
                  first_token_micros = excluded.first_token_micros, attempts = excluded.attempts,
                  cache = excluded.cache, cache_source = excluded.cache_source,
                  charge_micros = excluded.charge_micros, charge_rest = excluded.charge_rest,
                  charge_currency = excluded.charge_currency
                """);
        for (Exchange exchange : exchanges) {
            bind(sql, exchange).addBatch();
        }
        sql.updateBatch();
    }

    private static Sql bind(Sql sql, Exchange exchange) throws SQLException {
        Usage usage = exchange.usage();
        Cached cached = exchange.cached();
        return sql.bind(exchange.id().value())
                .bind(exchange.project().value())
                .bind(exchange.key().value())
                .bind(exchange.startedAt())
                .bind(exchange.operation())
                .bind(exchange.stream())
                .bind(exchange.model())
                .bind(exchange.target() == null ? null : exchange.target().provider())
                .bind(exchange.target() == null ? null : exchange.target().model())
                .bind(exchange.status().name().toLowerCase(Locale.ROOT))
                .bind(exchange.error())
                .bind(exchange.finishReason())
                .bind(usage.inputTokens())
                .bind(usage.cachedInputTokens())
                .bind(usage.outputTokens())
                .bind(usage.reasoningTokens())
                .bind(usage.estimated())
                .bind(exchange.cost())
                .bind(exchange.currency())
                .bind(exchange.durationNanos() / 1000)
                .bind(exchange.firstTokenNanos() < 0 ? null : (Long) (exchange.firstTokenNanos() / 1000))
                .bind((long) exchange.attempts().size())
                .bind(cached == null ? null : cached.outcome().wire())
                .bind(cached == null ? null : cached.source().value())
                .bind(cached == null ? null : cached.charge())
                .bind(cached == null ? null : cached.currency())
                .bind(exchange.tags().get(BATCH));
    }

    /** Newest first; those that come after the exchange that {@code before} and {@code beforeId} name. */
    List<ExchangeSummary> list(
            ProjectId project, ExchangeFilter filter, @Nullable Instant before, @Nullable String beforeId, int limit) {
        return database.read(connection -> {
            Sql query = Sql.of(
                    connection, "SELECT " + COLUMNS + """
                 FROM exchanges WHERE project_id = ?
                  AND (? IS NULL OR status = ?) AND (? IS NULL OR model = ?) AND (? IS NULL OR key_id = ?)
                  AND (? IS NULL OR exchange_id LIKE ? || '%') AND (? IS NULL OR started_at >= ?)
                  AND (? IS NULL OR started_at < ?) AND (? IS NULL OR duration_micros >= ?)
                  AND (? IS NULL OR (started_at, exchange_id) < (?, ?))
                """ + (filter.batch() == null ? "" : " AND batch = ?") + """
                 ORDER BY started_at DESC, exchange_id DESC LIMIT ?
                """);
            query.bind(project.value())
                    .bind(filter.status())
                    .bind(filter.status())
                    .bind(filter.model())
                    .bind(filter.model())
                    .bind(filter.key())
                    .bind(filter.key())
                    .bind(filter.id())
                    .bind(filter.id())
                    .bind(filter.from())
                    .bind(filter.from())
                    .bind(filter.to())
                    .bind(filter.to())
                    .bind(filter.minMicros())
                    .bind(filter.minMicros())
                    .bind(before)
                    .bind(before)
                    .bind(beforeId);
            if (filter.batch() != null) {
                query.bind(filter.batch());
            }
            return query.bind((long) limit).list(ExchangeDao::summary);
        });
    }

    /** What the exchanges of each of these batches cost; those that have none yet are missing. */
    Map<String, BatchCost> batchCosts(ProjectId project, List<String> batches) {
        if (batches.isEmpty()) {
            return Map.of();
        }
        String marks = batches.stream().map(id -> "?").collect(Collectors.joining(", "));
        return database.read(connection -> {
            Sql query = Sql.of(connection, """
                            SELECT batch, COUNT(*) AS exchanges, MAX(currency) AS currency,
                              COALESCE(SUM(cost_micros), 0) AS cost_micros, COALESCE(SUM(cost_rest), 0) AS cost_rest
                            FROM exchanges WHERE project_id = ? AND batch IN (""" + marks + ") GROUP BY batch").bind(project.value());
            for (String batch : batches) {
                query.bind(batch);
            }
            return query
                    .list(row -> Map.entry(
                            row.text("batch"),
                            new BatchCost(row.number("exchanges"), row.amount("cost"), row.textOrNull("currency"))))
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        });
    }

    @Nullable
    ExchangeSummary find(ProjectId project, String id) {
        return database.find(connection -> Sql.of(
                        connection, "SELECT " + COLUMNS + " FROM exchanges WHERE project_id = ? AND exchange_id = ?")
                .bind(project.value())
                .bind(id)
                .first(ExchangeDao::summary));
    }

    /** Sums by whatever the grouping names, in the order of its columns. */
    List<UsageRow> usage(ProjectId project, Instant from, Instant to, List<UsageRow.Group> groups) {
        String expressions = groups.stream()
                .map(group -> expression(group) + " AS " + column(group) + ", ")
                .collect(Collectors.joining());
        String names = groups.stream().map(ExchangeDao::column).collect(Collectors.joining(", "));
        String grouping = groups.isEmpty() ? "" : " GROUP BY " + names + ", currency ORDER BY " + names;
        return database.read(connection -> Sql.of(connection, "SELECT " + expressions + """
                 COUNT(*) AS requests, COUNT(*) FILTER (WHERE status NOT IN ('ok', 'cancelled')) AS errors,
                  COALESCE(SUM(input_tokens), 0) AS input_tokens,
                  COALESCE(SUM(cached_input_tokens), 0) AS cached_input_tokens,
                  COALESCE(SUM(output_tokens), 0) AS output_tokens,
                  COALESCE(SUM(reasoning_tokens), 0) AS reasoning_tokens,
                  COALESCE(SUM(cost_micros), 0) AS cost_micros, COALESCE(SUM(cost_rest), 0) AS cost_rest,
                  COUNT(*) FILTER (WHERE cache IN ('hit', 'shared')) AS cached_requests,
                  COALESCE(SUM(charge_micros), 0) AS charge_micros, COALESCE(SUM(charge_rest), 0) AS charge_rest,
                  COALESCE(MAX(currency), MAX(charge_currency)) AS currency
                FROM exchanges WHERE project_id = ? AND started_at >= ? AND started_at < ?
                """ + grouping)
                .bind(project.value())
                .bind(from)
                .bind(to)
                .list(row -> usageRow(row, groups)));
    }

    private static String column(UsageRow.Group group) {
        return "by_" + group.wireName();
    }

    private static String expression(UsageRow.Group group) {
        return switch (group) {
            case DAY -> "started_at / 86400000000";
            case HOUR -> "started_at / 3600000000";
            case KEY -> "key_id";
            case MODEL -> "model";
            case STATUS -> "status";
        };
    }

    private static String value(Row row, UsageRow.Group group) throws SQLException {
        return switch (group) {
            case DAY -> LocalDate.ofEpochDay(row.number(column(group))).toString();
            case HOUR ->
                Instant.ofEpochSecond(Math.multiplyExact(row.number(column(group)), 3600))
                        .toString();
            case KEY, MODEL, STATUS -> row.text(column(group));
        };
    }

    private static UsageRow usageRow(Row row, List<UsageRow.Group> groups) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (UsageRow.Group group : groups) {
            values.put(group.wireName(), value(row, group));
        }
        return new UsageRow(
                values,
                row.number("requests"),
                row.numberOrNull("errors") instanceof Long errors ? errors : 0,
                row.number("input_tokens"),
                row.number("cached_input_tokens"),
                row.number("output_tokens"),
                row.number("reasoning_tokens"),
                row.amount("cost"),
                row.textOrNull("currency"),
                row.number("cached_requests"),
                row.amount("charge"));
    }

    /** Durations and times to first token, in microseconds, of the newest exchanges since then. */
    List<Timing> timings(ProjectId project, Instant from, int limit) {
        return database.read(connection -> Sql.of(connection, """
                SELECT model, provider, started_at, duration_micros, first_token_micros FROM exchanges
                WHERE project_id = ? AND started_at >= ? AND status = 'ok' ORDER BY started_at DESC LIMIT ?
                """)
                .bind(project.value())
                .bind(from)
                .bind((long) limit)
                .list(row -> new Timing(
                        row.text("model"),
                        row.textOrNull("provider"),
                        row.instant("started_at"),
                        row.number("duration_micros"),
                        row.numberOrNull("first_token_micros"))));
    }

    private static ExchangeSummary summary(Row row) throws SQLException {
        String provider = row.textOrNull("provider");
        Money cost = row.moneyOrNull("cost");
        return new ExchangeSummary(
                row.text("exchange_id"),
                row.text("key_id"),
                row.instant("started_at"),
                row.text("operation"),
                row.flag("stream"),
                row.text("model"),
                provider == null ? null : provider + "/" + row.text("provider_model"),
                row.text("status"),
                row.textOrNull("error"),
                row.textOrNull("finish_reason"),
                usage(row),
                cost,
                row.textOrNull("currency"),
                row.number("duration_micros"),
                row.numberOrNull("first_token_micros"),
                row.number("attempts"),
                cached(row));
    }

    private static @Nullable Cached cached(Row row) throws SQLException {
        String outcome = row.textOrNull("cache");
        return outcome == null
                ? null
                : new Cached(
                        Cached.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                        new ExchangeId(row.text("cache_source")),
                        row.moneyOrNull("charge"),
                        row.textOrNull("charge_currency"));
    }

    private static Usage usage(Row row) throws SQLException {
        return Usage.builder()
                .inputTokens(row.number("input_tokens"))
                .cachedInputTokens(row.number("cached_input_tokens"))
                .outputTokens(row.number("output_tokens"))
                .reasoningTokens(row.number("reasoning_tokens"))
                .estimated(row.flag("estimated"))
                .build();
    }
}
