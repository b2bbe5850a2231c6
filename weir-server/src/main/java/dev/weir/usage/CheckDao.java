package dev.weir.usage;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.store.Columns;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import dev.weir.usage.Tally.Adjusted;
import dev.weir.usage.Tally.Owner;
import dev.weir.usage.Tally.Request;
import dev.weir.usage.Tally.Tried;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the ledger again, to compare the totals with it. */
final class CheckDao {
    /** How many exchanges' rows are compared at a time: what is in memory then is some tens of megabytes. */
    private static final long MOST_AT_A_TIME = 20_000;

    private static final String DIMENSIONS =
            "project_id, label, value, key_id, model, provider, provider_model, operation, status, currency";

    private static final String OF_ALL_NODES = UsageDao.columnNames().stream()
            .map(name -> "sum(" + name + ") as " + name)
            .collect(Collectors.joining(", "));

    private final Database database;

    CheckDao(Database database) {
        this.database = database;
    }

    /** What was found between two quarters of an hour. */
    record Window(long entries, long totals) {}

    /** When anything of the project is at or after a quarter of an hour; null if nothing is. */
    @Nullable
    Long next(ProjectId project, long quarter) {
        return database.find(connection -> {
            Long entry = nextEntry(connection, project, quarter);
            Long own = Sql.of(connection, """
                            select min(at) as at from usage_totals
                            where project_id = ? and label = '' and span in (1, 96) and at >= ?
                            """)
                    .bind(project.value())
                    .bind(quarter)
                    .single(row -> Optional.ofNullable(row.numberOrNull("at")))
                    .orElse(null);
            return entry == null || own != null && own < entry ? own : entry;
        });
    }

    private static @Nullable Long nextEntry(Connection connection, ProjectId project, long quarter)
            throws SQLException {
        Instant from = Instant.ofEpochSecond(quarter * Cell.QUARTER_SECONDS);
        return Sql.of(connection, """
                        select min(at) as at from (
                          select min(started_at) as at from exchanges where project_id = ? and started_at >= ?
                          union all select min(started_at) from attempts where project_id = ? and started_at >= ?
                          union all select min(at) from adjustments where project_id = ? and at >= ?) entries
                        """)
                .bind(project.value())
                .bind(from)
                .bind(project.value())
                .bind(from)
                .bind(project.value())
                .bind(from)
                .single(row -> Optional.ofNullable(row.numberOrNull("at")))
                .map(micros -> Tally.quarter(Columns.instant(micros)))
                .orElse(null);
    }

    /** Compares the rows of quarters of an hour with the entries of the ledger, all from one state of both. */
    Window compare(ProjectId project, long from, long to, Consumer<Difference> found) {
        return database.read(connection -> {
            long entries = count(connection, project, from, to);
            long parts = 1 + entries / MOST_AT_A_TIME;
            long totals = 0;
            for (long part = 0; part < parts; part++) {
                long own = part;
                Predicate<Cell> chosen = cell -> parts == 1 || Math.floorMod((long) cell.hashCode(), parts) == own;
                totals += compare(connection, project, from, to, chosen, found);
            }
            return new Window(entries, totals);
        });
    }

    private static long count(Connection connection, ProjectId project, long from, long to) throws SQLException {
        return bound(Sql.of(connection, """
                                select (select count(*) from exchanges where project_id = ? and started_at >= ? and started_at < ?)
                                  + (select count(*) from attempts where project_id = ? and started_at >= ? and started_at < ?)
                                  + (select count(*) from adjustments where project_id = ? and at >= ? and at < ?) as entries
                                """), 3, project, from, to).single(row -> row.number("entries"));
    }

    private static Sql bound(Sql sql, int times, ProjectId project, long from, long to) throws SQLException {
        Sql bound = sql;
        for (int i = 0; i < times; i++) {
            bound = bound.bind(project.value())
                    .bind(Instant.ofEpochSecond(from * Cell.QUARTER_SECONDS))
                    .bind(Instant.ofEpochSecond(to * Cell.QUARTER_SECONDS));
        }
        return bound;
    }

    private static long compare(
            Connection connection,
            ProjectId project,
            long from,
            long to,
            Predicate<Cell> chosen,
            Consumer<Difference> found)
            throws SQLException {
        Tally tally = new Tally(false, chosen);
        addRequests(connection, project, from, to, tally);
        addAttempts(connection, project, from, to, tally);
        addAdjustments(connection, project, from, to, tally);
        Map<Cell, Sums> expected = tally.cells();
        long[] rows = new long[1];
        Sql.of(
                        connection,
                        "select " + DIMENSIONS + ", span, at, " + OF_ALL_NODES
                                + " from usage_totals where project_id = ? and span = 1 and at >= ? and at < ? group by "
                                + DIMENSIONS + ", span, at")
                .bind(project.value())
                .bind(from)
                .bind(to)
                .each(row -> {
                    Cell cell = cell(row);
                    if (chosen.test(cell)) {
                        rows[0]++;
                        Sums sums = expected.remove(cell);
                        Difference.between(cell, UsageDao.sums(row), sums == null ? new Sums() : sums, found);
                    }
                    return true;
                });
        expected.forEach((cell, sums) -> Difference.between(cell, new Sums(), sums, found));
        return rows[0];
    }

    private static Cell cell(Row row) throws SQLException {
        return new Cell(
                row.text("project_id"),
                row.text("label"),
                (int) row.number("span"),
                row.number("at"),
                row.text("value"),
                row.text("key_id"),
                row.text("model"),
                row.text("provider"),
                row.text("provider_model"),
                row.text("operation"),
                row.text("status"),
                row.text("currency"));
    }

    private static void addRequests(Connection connection, ProjectId project, long from, long to, Tally tally)
            throws SQLException {
        Sql query = Sql.of(connection, """
                select e.project_id, e.key_id, e.model, e.operation, e.status, e.tags, e.started_at, e.provider,
                  e.provider_model, e.currency, e.cache, e.charge_currency, e.charge_micros, e.charge_rest,
                  s.currency as saved_currency, s.saved_micros, s.saved_rest
                from exchanges e left join cache_savings s on s.exchange_id = e.exchange_id
                where e.project_id = ? and e.started_at >= ? and e.started_at < ?
                """);
        bound(query, 1, project, from, to).each(row -> {
            String cache = row.textOrNull("cache");
            tally.add(new Request(
                    owner(row),
                    row.instant("started_at"),
                    target(row),
                    first(
                            row.textOrNull("currency"),
                            row.textOrNull("charge_currency"),
                            row.textOrNull("saved_currency")),
                    cache != null && !cache.equals("miss"),
                    row.moneyOrNull("charge"),
                    row.moneyOrNull("saved")));
            return true;
        });
    }

    private static void addAttempts(Connection connection, ProjectId project, long from, long to, Tally tally)
            throws SQLException {
        Sql query = Sql.of(connection, """
                select e.project_id, e.key_id, e.model, e.operation, e.status, e.tags, a.started_at, a.provider,
                  a.provider_model, a.currency, a.cost_micros, a.cost_rest, a.error, a.input_tokens,
                  a.cached_input_tokens, a.cache_write_tokens, a.hour_cache_write_tokens, a.output_tokens,
                  a.reasoning_tokens, a.tool_tokens, a.audio_input_tokens, a.cached_audio_input_tokens,
                  a.audio_output_tokens, a.searches, a.estimated
                from attempts a join exchanges e on e.exchange_id = a.exchange_id
                where a.project_id = ? and a.started_at >= ? and a.started_at < ? and a.exchange_closed = 1
                """);
        bound(query, 1, project, from, to).each(row -> {
            tally.add(new Tried(
                    owner(row),
                    row.instant("started_at"),
                    new Target(row.text("provider"), row.text("provider_model")),
                    UsageDao.usage(row),
                    row.moneyOrNull("cost"),
                    row.textOrNull("currency"),
                    row.textOrNull("error")));
            return true;
        });
    }

    private static void addAdjustments(Connection connection, ProjectId project, long from, long to, Tally tally)
            throws SQLException {
        Sql query = Sql.of(connection, """
                select project_id, coalesce(key_id, '') as key_id, coalesce(model, '') as model, '' as operation,
                  '' as status, tags, at, provider, provider_model, amount_micros, amount_rest, currency
                from adjustments where project_id = ? and at >= ? and at < ?
                """);
        bound(query, 1, project, from, to).each(row -> {
            tally.add(new Adjusted(
                    owner(row),
                    row.instant("at"),
                    target(row),
                    Objects.requireNonNull(row.moneyOrNull("amount")),
                    row.text("currency")));
            return true;
        });
    }

    private static Owner owner(Row row) throws SQLException {
        return new Owner(
                row.text("project_id"),
                row.text("key_id"),
                row.text("model"),
                row.text("operation"),
                row.text("status"),
                tags(row.textOrNull("tags")));
    }

    /** What {@code tags} columns hold. */
    @CrossProject("reads what a query has found")
    static Map<String, String> tags(@Nullable String json) {
        Map<String, String> tags = new HashMap<>();
        if (json != null) {
            for (Map.Entry<String, JsonNode> tag :
                    Json.tree(json.getBytes(StandardCharsets.UTF_8)).properties()) {
                tags.put(tag.getKey(), tag.getValue().asString());
            }
        }
        return tags;
    }

    private static @Nullable Target target(Row row) throws SQLException {
        String provider = row.textOrNull("provider");
        return provider == null ? null : new Target(provider, row.text("provider_model"));
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Compares the rows of days with the rows of their quarters of an hour. */
    void compareDays(ProjectId project, long from, long to, Consumer<Difference> found) {
        List<String> columns = UsageDao.columnNames();
        String quarters = columns.stream()
                .map(name -> "sum(case when span = 1 then " + name + " else 0 end) as " + name)
                .collect(Collectors.joining(", "));
        String days = columns.stream()
                .map(name -> "sum(case when span = 96 then " + name + " else 0 end) as day_" + name)
                .collect(Collectors.joining(", "));
        String differ = columns.stream()
                .map(name -> "sum(case when span = 1 then " + name + " else -" + name + " end) <> 0")
                .collect(Collectors.joining(" or "));
        database.read(connection -> {
            Sql.of(
                            connection,
                            "select " + DIMENSIONS + ", 96 as span, at / 96 * 96 as at, " + quarters + ", " + days
                                    + " from usage_totals where project_id = ? and at >= ? and at < ? group by "
                                    + DIMENSIONS + ", at / 96 having " + differ)
                    .bind(project.value())
                    .bind(from)
                    .bind(to)
                    .each(row -> {
                        Sums day = new Sums();
                        for (Measure measure : Measure.values()) {
                            day.add(measure, row.number("day_" + measure.wire()));
                        }
                        for (Amount amount : Amount.values()) {
                            day.add(
                                    amount,
                                    row.number("day_" + amount.wire() + "_micros"),
                                    row.number("day_" + amount.wire() + "_rest"));
                        }
                        Difference.between(cell(row), day, UsageDao.sums(row), found);
                        return true;
                    });
            return true;
        });
    }

    /** Adds up, once, a ledger that was written before there were totals. */
    @CrossProject("whoever was here before has no totals")
    void begin(UsageDao totals) {
        database.write(connection -> {
            if (Sql.of(connection, "select at from usage_totals limit 1").first(row -> row.number("at")) != null) {
                return 0;
            }
            List<ProjectId> projects = Sql.of(connection, "select distinct project_id from exchanges")
                    .list(row -> new ProjectId(row.text("project_id")));
            for (ProjectId project : projects) {
                begin(connection, project, totals);
            }
            return projects.size();
        });
    }

    private static void begin(Connection connection, ProjectId project, UsageDao totals) throws SQLException {
        long newest = Sql.of(connection, "select max(started_at) as at from exchanges where project_id = ?")
                .bind(project.value())
                .single(row -> Tally.quarter(row.instant("at")));
        Long at = nextEntry(connection, project, 0);
        while (at != null && at <= newest) {
            Tally tally = new Tally();
            addRequests(connection, project, at, at + 1, tally);
            addAttempts(connection, project, at, at + 1, tally);
            addAdjustments(connection, project, at, at + 1, tally);
            totals.add(connection, tally.cells());
            at = nextEntry(connection, project, at + 1);
        }
    }

    /** Keeps how a check ended. */
    @CrossProject("a check is of the whole installation")
    void keep(CheckResult result) {
        database.write(connection -> Sql.of(connection, """
                        insert into usage_checks (started_at, ended_at, from_at, to_at, entries, totals, differences, found)
                        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (started_at) do nothing
                        """)
                .bind(result.startedAt())
                .bind(result.endedAt())
                .bind(result.from())
                .bind(result.to())
                .bind(result.entries())
                .bind(result.totals())
                .bind(result.differences())
                .bind(new String(Json.bytes(result.found()), StandardCharsets.UTF_8))
                .update());
    }

    /** The newest check of all there was to check; null before the first. */
    @CrossProject("a check is of the whole installation")
    @Nullable
    CheckResult latest() {
        return database.find(connection -> Sql.of(
                        connection, "select * from usage_checks order by started_at desc limit 1")
                .first(row -> new CheckResult(
                        row.instant("started_at"),
                        row.instant("ended_at"),
                        row.instant("from_at"),
                        row.instant("to_at"),
                        row.number("entries"),
                        row.number("totals"),
                        row.number("differences"),
                        List.of(Json.read(row.text("found").getBytes(StandardCharsets.UTF_8), Difference[].class)))));
    }
}
