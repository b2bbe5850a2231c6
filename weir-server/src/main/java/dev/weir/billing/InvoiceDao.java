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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invoices that are final, or were. Rows are never changed but for their end. */
final class InvoiceDao {
    private static final String WHY = "invoices belong to organizations";

    private final Database database;
    private final String log;

    /**
     * @param log the name of this node's log; months of other nodes' logs have invoices of their own
     */
    InvoiceDao(Database database, String log) {
        this.database = database;
        this.log = log;
    }

    /** What is to become final. */
    record Fresh(
            String id,
            OrganizationId organization,
            YearMonth month,
            Bill bill,
            String text,
            String hash,
            Instant at,
            String by) {}

    /** The stretch of the log that a final invoice is made of. */
    record Range(long from, long to) {}

    /**
     * Makes it final under the next number, and takes its credits, all or nothing. Durable when it returns.
     *
     * @return null if the month has a final invoice by now
     */
    @CrossProject(WHY)
    @Nullable
    Invoice insert(Fresh fresh) {
        return database.write(connection -> {
                    boolean taken = range(connection, fresh.organization, fresh.month) != null;
                    return taken ? Optional.<Invoice>empty() : Optional.of(insert(connection, fresh));
                })
                .orElse(null);
    }

    private static Invoice insert(Connection connection, Fresh fresh) throws SQLException {
        long sequence = Sql.of(connection, "select coalesce(max(sequence), 0) + 1 as next from invoices")
                .single(row -> row.number("next"));
        Sql.of(connection, """
                        insert into invoices (invoice_id, organization_id, month, sequence, state, body, hash, log, log_from,
                            log_to, finalized_at, finalized_by)
                        values (?, ?, ?, ?, 'final', ?, ?, ?, ?, ?, ?, ?)
                        """)
                .bind(fresh.id)
                .bind(fresh.organization.value())
                .bind(fresh.month.toString())
                .bind(sequence)
                .bind(fresh.text)
                .bind(fresh.hash)
                .bind(fresh.bill.log().origin())
                .bind(fresh.bill.log().from())
                .bind(fresh.bill.log().to())
                .bind(fresh.at)
                .bind(fresh.by)
                .update();
        CreditDao.use(connection, fresh.id, fresh.bill);
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
                            update invoices set state = 'void', voided_at = ?, voided_by = ?, reason = ?, announced = 0
                            where organization_id = ? and invoice_id = ? and state = 'final'
                            """)
                    .bind(at)
                    .bind(by)
                    .bind(reason)
                    .bind(organization.value())
                    .bind(invoice.id())
                    .update();
            if (changed == 1) {
                CreditDao.giveBack(connection, invoice.id());
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

    /** Those whose last change a dead process may not have journalled. */
    @CrossProject(WHY)
    List<Owned> unannounced() {
        return database.read(connection -> Sql.of(connection, "select * from invoices where announced = 0")
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
        return database.find(
                connection -> inForce(connection, organization, month).first(InvoiceDao::invoice));
    }

    @CrossProject(WHY)
    @Nullable
    Range range(OrganizationId organization, YearMonth month) {
        return database.find(connection -> range(connection, organization, month));
    }

    private @Nullable Range range(Connection connection, OrganizationId organization, YearMonth month)
            throws SQLException {
        return inForce(connection, organization, month)
                .first(row -> new Range(row.number("log_from"), row.number("log_to")));
    }

    /** A month's final invoice, of this node's log. */
    private Sql inForce(Connection connection, OrganizationId organization, YearMonth month) throws SQLException {
        return of(connection, organization, "month = ? and log = ? and state = 'final'")
                .bind(month.toString())
                .bind(log);
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
