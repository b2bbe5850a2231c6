package dev.weir.billing;

import dev.weir.kernel.CrossProject;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger's attempts, as a provider's bill is compared with them. */
final class AttemptDao {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final String WHY = "a provider's bill is of all projects of the organization; the caller names them";

    private final Database database;

    AttemptDao(Database database) {
        this.database = database;
    }

    /** What a day's attempts of a model add up to. */
    record Day(
            LocalDate day,
            String provider,
            String model,
            String project,
            @Nullable String currency,
            long requests,
            long input,
            long cached,
            long output,
            BigDecimal cost) {}

    /**
     * Days are UTC's and those in which attempts began; attempts that failed before any token are left out.
     *
     * @param to excluded
     */
    @CrossProject(WHY)
    List<Day> days(Collection<String> providers, LocalDate from, LocalDate to) {
        return database.read(connection -> {
            Sql query = Sql.of(connection, """
                    select started_at / 86400000000 as day, provider, provider_model, project_id, currency,
                        count(*) as requests, coalesce(sum(input_tokens), 0) as input,
                        coalesce(sum(cached_input_tokens), 0) as cached, coalesce(sum(output_tokens), 0) as output,
                        coalesce(sum(cost_micros), 0) as cost_micros, coalesce(sum(cost_rest), 0) as cost_rest
                    from attempts where started_at >= ? and started_at < ?
                        and (error is null or coalesce(input_tokens, 0) > 0 or coalesce(output_tokens, 0) > 0)
                        and provider in (%s)
                    group by started_at / 86400000000, provider, provider_model, project_id, currency
                    """.formatted("?, ".repeat(providers.size() - 1) + "?"));
            query.bind(from.atStartOfDay().toInstant(ZoneOffset.UTC))
                    .bind(to.atStartOfDay().toInstant(ZoneOffset.UTC));
            for (String provider : providers) {
                query.bind(provider);
            }
            return query.list(AttemptDao::day);
        });
    }

    private static Day day(Row row) throws SQLException {
        return new Day(
                LocalDate.ofEpochDay(row.number("day")),
                row.text("provider"),
                row.text("provider_model"),
                row.text("project_id"),
                row.textOrNull("currency"),
                row.number("requests"),
                row.number("input"),
                row.number("cached"),
                row.number("output"),
                row.amount("cost"));
    }

    /** An attempt that may be counted differently elsewhere. */
    record Odd(
            String attempt,
            String exchange,
            String project,
            String model,
            Instant startedAt,
            @Nullable Instant settledAt,
            String state,
            @Nullable String error,
            boolean estimated,
            boolean priced,
            long input,
            long output,
            BigDecimal cost) {}

    /** The attempts of a day that were estimated, broke off, were left open, have no price, or ended on another day. */
    @CrossProject(WHY)
    List<Odd> odd(Collection<String> providers, Collection<String> models, LocalDate day, int limit) {
        long start = day.toEpochDay() * DAY_MICROS;
        return database.read(connection -> {
            Sql query = Sql.of(connection, """
                    select * from attempts where started_at >= ? and started_at < ? and provider in (%s)
                        and provider_model in (%s)
                        and (estimated = 1 or state <> 'settled' or error is not null or cost_micros is null
                            or settled_at >= ?)
                    order by started_at, attempt_id limit ?
                    """.formatted(
                            "?, ".repeat(providers.size() - 1) + "?", "?, ".repeat(models.size() - 1) + "?"));
            query.bind(start).bind(start + DAY_MICROS);
            List<String> names = new ArrayList<>(providers);
            names.addAll(models);
            for (String name : names) {
                query.bind(name);
            }
            return query.bind(start + DAY_MICROS).bind((long) limit).list(AttemptDao::odd);
        });
    }

    private static Odd odd(Row row) throws SQLException {
        Long estimated = row.numberOrNull("estimated");
        Long input = row.numberOrNull("input_tokens");
        Long output = row.numberOrNull("output_tokens");
        return new Odd(
                row.text("attempt_id"),
                row.text("exchange_id"),
                row.text("project_id"),
                row.text("provider_model"),
                row.instant("started_at"),
                row.instantOrNull("settled_at"),
                row.text("state"),
                row.textOrNull("error"),
                estimated != null && estimated == 1,
                row.numberOrNull("cost_micros") != null,
                input == null ? 0 : input,
                output == null ? 0 : output,
                row.amount("cost"));
    }
}
