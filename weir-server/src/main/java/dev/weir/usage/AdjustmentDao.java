package dev.weir.usage;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.AttemptId;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adjustments, which follow the journal, and what they are about. Stands after {@link UsageDao} in its projector. */
final class AdjustmentDao implements Projection {
    private final Database database;

    AdjustmentDao(Database database) {
        this.database = database;
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "adjustments";
    }

    @Override
    @CrossProject("says which records are read, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return kind == Adjustment.class;
    }

    @Override
    @CrossProject("the journal holds every project's adjustments, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        for (Projected projected : batch) {
            if (projected.record() instanceof Adjustment adjustment) {
                insert(connection, adjustment);
            }
        }
    }

    private static void insert(Connection connection, Adjustment adjustment) throws SQLException {
        Target target = adjustment.target();
        Sql.of(connection, """
                        insert into adjustments (adjustment_id, organization_id, project_id, key_id, exchange_id, attempt_id,
                          model, provider, provider_model, tags, at, amount_micros, amount_rest, currency, reason, actor)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (project_id, adjustment_id) do nothing
                        """)
                .bind(adjustment.id())
                .bind(adjustment.organization().value())
                .bind(adjustment.project().value())
                .bind(adjustment.key() == null ? null : adjustment.key().value())
                .bind(
                        adjustment.exchange() == null
                                ? null
                                : adjustment.exchange().value())
                .bind(adjustment.attempt() == null ? null : adjustment.attempt().value())
                .bind(adjustment.model())
                .bind(target == null ? null : target.provider())
                .bind(target == null ? null : target.model())
                .bind(
                        adjustment.tags().isEmpty()
                                ? null
                                : new String(Json.bytes(new TreeMap<>(adjustment.tags())), StandardCharsets.UTF_8))
                .bind(adjustment.at())
                .bind(adjustment.amount())
                .bind(adjustment.currency())
                .bind(adjustment.reason())
                .bind(adjustment.actor().value())
                .update();
    }

    @Nullable
    Adjustment find(ProjectId project, String id) {
        return database.find(
                connection -> Sql.of(connection, "select * from adjustments where project_id = ? and adjustment_id = ?")
                        .bind(project.value())
                        .bind(id)
                        .first(AdjustmentDao::adjustment));
    }

    /** Newest first; those that come after the one that {@code before} and {@code beforeId} name. */
    List<Adjustment> list(ProjectId project, @Nullable Instant before, @Nullable String beforeId, int limit) {
        return database.read(connection -> Sql.of(connection, """
                        select * from adjustments
                        where project_id = ? and (? = 0 or (at, adjustment_id) < (?, ?))
                        order by at desc, adjustment_id desc limit ?
                        """)
                .bind(project.value())
                .bind(before != null)
                .bind(before == null ? Instant.EPOCH : before)
                .bind(beforeId == null ? "" : beforeId)
                .bind((long) limit)
                .list(AdjustmentDao::adjustment));
    }

    private static Adjustment adjustment(Row row) throws SQLException {
        String key = row.textOrNull("key_id");
        String exchange = row.textOrNull("exchange_id");
        String attempt = row.textOrNull("attempt_id");
        String provider = row.textOrNull("provider");
        return new Adjustment(
                row.text("adjustment_id"),
                new OrganizationId(row.text("organization_id")),
                new ProjectId(row.text("project_id")),
                new KeyId(row.text("actor")),
                row.instant("at"),
                key == null ? null : new KeyId(key),
                exchange == null ? null : new ExchangeId(exchange),
                attempt == null ? null : new AttemptId(attempt),
                row.textOrNull("model"),
                provider == null ? null : new Target(provider, row.text("provider_model")),
                CheckDao.tags(row.textOrNull("tags")),
                Objects.requireNonNull(row.moneyOrNull("amount")),
                row.text("currency"),
                row.text("reason"));
    }

    /**
     * What an adjustment can be about.
     *
     * @param target who was asked; null if nobody
     * @param cost null if it had no price
     */
    record Entry(
            ExchangeId exchange,
            KeyId key,
            String model,
            @Nullable Target target,
            Map<String, String> tags,
            @Nullable Money cost,
            @Nullable String currency) {}

    /** An exchange that is over. */
    @Nullable
    Entry exchange(ProjectId project, String id) {
        return database.find(connection ->
                Sql.of(connection, """
                        select exchange_id, key_id, model, tags, provider, provider_model,
                          case when cost_micros is null then charge_micros else cost_micros end as paid_micros,
                          case when cost_micros is null then charge_rest else cost_rest end as paid_rest,
                          coalesce(currency, charge_currency) as currency
                        from exchanges where project_id = ? and exchange_id = ?
                        """).bind(project.value()).bind(id).first(AdjustmentDao::entry));
    }

    /** An attempt whose exchange is over. */
    @Nullable
    Entry attempt(ProjectId project, String id) {
        return database.find(connection ->
                Sql.of(connection, """
                        select e.exchange_id, e.key_id, e.model, e.tags, a.provider, a.provider_model,
                          a.cost_micros as paid_micros, a.cost_rest as paid_rest, a.currency
                        from attempts a join exchanges e on e.exchange_id = a.exchange_id
                        where a.project_id = ? and a.attempt_id = ? and a.exchange_closed = 1
                        """).bind(project.value()).bind(id).first(AdjustmentDao::entry));
    }

    private static Entry entry(Row row) throws SQLException {
        String provider = row.textOrNull("provider");
        return new Entry(
                new ExchangeId(row.text("exchange_id")),
                new KeyId(row.text("key_id")),
                row.text("model"),
                provider == null ? null : new Target(provider, row.text("provider_model")),
                CheckDao.tags(row.textOrNull("tags")),
                row.moneyOrNull("paid"),
                row.textOrNull("currency"));
    }

    /** What earlier adjustments have added to an exchange, or to one attempt of it. */
    Money made(ProjectId project, ExchangeId exchange, @Nullable AttemptId attempt) {
        List<Money> amounts = database.read(connection -> Sql.of(connection, """
                        select amount_micros, amount_rest from adjustments
                        where project_id = ? and exchange_id = ? and (? = '' or attempt_id = ?)
                        """)
                .bind(project.value())
                .bind(exchange.value())
                .bind(attempt == null ? "" : attempt.value())
                .bind(attempt == null ? "" : attempt.value())
                .list(row -> Objects.requireNonNull(row.moneyOrNull("amount"))));
        return amounts.stream().reduce(Money.ZERO, Money::plus);
    }
}
