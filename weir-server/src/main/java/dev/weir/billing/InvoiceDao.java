package dev.weir.billing;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invoices that are final, or were. Rows are never changed but for their end. */
final class InvoiceDao {
    private static final String WHY = "invoices belong to organizations";

    private final Database database;
    private final String node;

    /**
     * @param node who writes down what becomes of those that it changes
     */
    InvoiceDao(Database database, String node) {
        this.database = database;
        this.node = node;
    }

    /**
     * What is to become final.
     *
     * @param revision what it goes by
     */
    record Fresh(
            long revision,
            String id,
            OrganizationId organization,
            YearMonth month,
            Bill bill,
            String text,
            String hash,
            Instant at,
            String by) {}

    /** The stretch of a log that a final invoice is made of. */
    record Range(long from, long to) {}

    /**
     * Makes it final under the next number, and takes its credits, all or nothing. Durable when it returns.
     *
     * @return null if something that it goes by has changed, at this node or another: plans, or invoices
     */
    @CrossProject(WHY)
    @Nullable
    Invoice insert(Fresh fresh) {
        return database.write(connection -> {
                    boolean still = RevisionDao.advance(connection, fresh.organization, fresh.revision);
                    return still ? Optional.of(insert(connection, fresh)) : Optional.<Invoice>empty();
                })
                .orElse(null);
    }

    private Invoice insert(Connection connection, Fresh fresh) throws SQLException {
        long sequence = Sql.of(connection, "select coalesce(max(sequence), 0) + 1 as next from invoices")
                .single(row -> row.number("next"));
        Sql.of(connection, """
                        insert into invoices (invoice_id, organization_id, month, sequence, state, body, hash, node,
                            finalized_at, finalized_by)
                        values (?, ?, ?, ?, 'final', ?, ?, ?, ?, ?)
                        """)
                .bind(fresh.id)
                .bind(fresh.organization.value())
                .bind(fresh.month.toString())
                .bind(sequence)
                .bind(fresh.text)
                .bind(fresh.hash)
                .bind(node)
                .bind(fresh.at)
                .bind(fresh.by)
                .update();
        for (Bill.Stretch log : fresh.bill.logs()) {
            Sql.of(connection, "insert into invoice_logs (invoice_id, log, log_from, log_to) values (?, ?, ?, ?)")
                    .bind(fresh.id)
                    .bind(log.origin())
                    .bind(log.from())
                    .bind(log.to())
                    .update();
        }
        CreditDao.use(connection, fresh.id, fresh.bill);
        PartDao.close(connection, fresh.organization, fresh.month);
        return new Invoice(
                fresh.id,
                Invoice.number(sequence),
                Invoice.State.FINAL,
                fresh.bill,
                fresh.text,
                fresh.hash,
                fresh.at,
                fresh.by,
                null,
                null,
                null);
    }

    /** Ends a final invoice and gives its credits back; false if it is not final. */
    @CrossProject(WHY)
    boolean end(OrganizationId organization, Invoice invoice, Instant at, String by, String reason) {
        return database.write(connection -> {
            int changed = Sql.of(connection, """
                            update invoices set state = 'void', voided_at = ?, voided_by = ?, reason = ?, announced = 0,
                                node = ?
                            where organization_id = ? and invoice_id = ? and state = 'final'
                            """)
                    .bind(at)
                    .bind(by)
                    .bind(reason)
                    .bind(node)
                    .bind(organization.value())
                    .bind(invoice.id())
                    .update();
            if (changed == 1) {
                CreditDao.giveBack(connection, invoice.id());
                RevisionDao.advance(connection, organization);
            }
            return changed == 1;
        });
    }

    /** Whether what became of it is in the journal. */
    @CrossProject(WHY)
    void announced(String id) {
        database.write(connection -> Sql.of(connection, "update invoices set announced = 1 where invoice_id = ?")
                .bind(id)
                .update());
    }

    /** An invoice and whose it is. */
    record Owned(OrganizationId organization, Invoice invoice) {}

    /**
     * Those whose last change a dead process of this node may not have journalled, or of any node, where it was changed
     * before then.
     */
    @CrossProject(WHY)
    List<Owned> unannounced(Instant before) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select * from invoices where announced = 0 and (node = ? or coalesce(voided_at, finalized_at) < ?)")
                .bind(node)
                .bind(before)
                .list(row -> new Owned(new OrganizationId(row.text("organization_id")), invoice(row))));
    }

    @CrossProject(WHY)
    @Nullable
    Invoice find(OrganizationId organization, String id) {
        return database.find(connection ->
                of(connection, organization, "invoice_id = ?").bind(id).first(InvoiceDao::invoice));
    }

    @CrossProject(WHY)
    @Nullable
    Invoice find(OrganizationId organization, long sequence) {
        return database.find(connection ->
                of(connection, organization, "sequence = ?").bind(sequence).first(InvoiceDao::invoice));
    }

    @CrossProject(WHY)
    @Nullable
    Invoice ofMonth(OrganizationId organization, YearMonth month) {
        return database.find(connection -> of(connection, organization, "month = ? and state = 'final'")
                .bind(month.toString())
                .first(InvoiceDao::invoice));
    }

    /** Those that are final, and what they have taken of each log. */
    @CrossProject(WHY)
    Finals finals(OrganizationId organization) {
        Map<YearMonth, Map<String, Range>> months = new HashMap<>();
        database.read(
                connection -> Sql.of(connection, """
                        select month, log, log_from, log_to from invoices
                        left join invoice_logs on invoice_logs.invoice_id = invoices.invoice_id
                        where organization_id = ? and state = 'final'
                        """).bind(organization.value()).list(row -> taken(row, months)));
        return new Finals(months);
    }

    private static Map<String, Range> taken(Row row, Map<YearMonth, Map<String, Range>> months) throws SQLException {
        Map<String, Range> logs = months.computeIfAbsent(YearMonth.parse(row.text("month")), month -> new HashMap<>());
        String log = row.textOrNull("log");
        if (log != null) {
            logs.put(log, new Range(row.number("log_from"), row.number("log_to")));
        }
        return logs;
    }

    private static Sql of(Connection connection, OrganizationId organization, String condition) throws SQLException {
        return Sql.of(connection, "select * from invoices where organization_id = ? and " + condition)
                .bind(organization.value());
    }

    /** The last month with a final invoice; null if there is none. */
    @CrossProject(WHY)
    @Nullable
    YearMonth lastMonth(OrganizationId organization) {
        String last = database.read(
                connection -> Sql.of(connection, """
                        select coalesce(max(month), '') as month from invoices
                        where organization_id = ? and state = 'final'
                        """).bind(organization.value()).single(row -> row.text("month")));
        return last.isEmpty() ? null : YearMonth.parse(last);
    }

    /**
     * Newest first.
     *
     * @param before the number of the last of the page before
     */
    @CrossProject(WHY)
    List<Invoice> list(OrganizationId organization, long before, int limit) {
        return database.read(connection -> of(connection, organization, "sequence < ? order by sequence desc limit ?")
                .bind(before)
                .bind((long) limit)
                .list(InvoiceDao::invoice));
    }

    private static Invoice invoice(Row row) throws SQLException {
        String text = row.text("body");
        return new Invoice(
                row.text("invoice_id"),
                Invoice.number(row.number("sequence")),
                Invoice.State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                Json.MAPPER.readValue(text, Bill.class),
                text,
                row.text("hash"),
                row.instant("finalized_at"),
                row.text("finalized_by"),
                row.instantOrNull("voided_at"),
                row.textOrNull("voided_by"),
                row.textOrNull("reason"));
    }
}
