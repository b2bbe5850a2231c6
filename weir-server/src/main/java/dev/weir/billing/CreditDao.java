package dev.weir.billing;

import dev.weir.http.Refusal;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Credits and what invoices took of them. */
final class CreditDao {
    private static final String WHY = "credits belong to organizations";

    private final Database database;

    CreditDao(Database database) {
        this.database = database;
    }

    @CrossProject(WHY)
    void insert(OrganizationId organization, Credit credit) {
        database.write(connection -> Sql.of(connection, """
                        insert into credits (credit_id, organization_id, kind, amount, currency, starts_at, expires_at,
                            reason, created_at, created_by)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .bind(credit.id())
                .bind(organization.value())
                .bind(credit.prepaid() ? "prepaid" : "credit")
                .bind(credit.amount().toPlainString())
                .bind(credit.currency())
                .bind(credit.startsAt())
                .bind(credit.expiresAt())
                .bind(credit.reason())
                .bind(credit.createdAt())
                .bind(credit.createdBy())
                .update());
    }

    /** Takes back what is left of one; how much that was. */
    @CrossProject(WHY)
    BigDecimal revoke(Credit credit) {
        return database.write(connection -> {
            BigDecimal left = left(connection, credit.id());
            if (left.signum() > 0) {
                take(connection, credit.id(), "revoked", times(connection, credit.id()), left);
            }
            return left;
        });
    }

    /** One that was taken back has something left again when an invoice that used it is void. */
    private static long times(Connection connection, String credit) throws SQLException {
        return Sql.of(
                        connection,
                        "select count(*) as times from credit_uses where credit_id = ? and invoice_id = 'revoked'")
                .bind(credit)
                .single(row -> row.number("times"));
    }

    /** What is to be used up first comes first: what expires sooner, then what is older. */
    @CrossProject(WHY)
    List<Credit> list(OrganizationId organization) {
        return database.read(connection -> {
            Map<String, BigDecimal> used = new HashMap<>();
            Sql.of(connection, """
                            select credit_uses.credit_id as credit_id, credit_uses.amount as amount from credit_uses
                            join credits on credits.credit_id = credit_uses.credit_id where organization_id = ?
                            """)
                    .bind(organization.value())
                    .list(row ->
                            used.merge(row.text("credit_id"), new BigDecimal(row.text("amount")), BigDecimal::add));
            return Sql.of(connection, """
                            select * from credits where organization_id = ?
                            order by coalesce(expires_at, 9223372036854775807), created_at, credit_id
                            """).bind(organization.value()).list(row -> credit(row, used));
        });
    }

    /**
     * Takes what a bill draws on, in its transaction.
     *
     * @throws Refusal if less is left by now
     */
    @CrossProject(WHY)
    static void use(Connection connection, String invoice, Bill bill) throws SQLException {
        for (Bill.Payment use : uses(bill)) {
            if (left(connection, use.credit()).compareTo(new BigDecimal(use.amount())) < 0) {
                throw new Refusal(
                        ErrorCode.CONFLICT, "Another invoice has just used " + use.credit() + ".", null, "Try again.");
            }
            take(connection, use.credit(), invoice, 0, new BigDecimal(use.amount()));
        }
    }

    private static BigDecimal left(Connection connection, String credit) throws SQLException {
        BigDecimal used = Sql.of(connection, "select amount from credit_uses where credit_id = ?")
                .bind(credit)
                .list(row -> new BigDecimal(row.text("amount")))
                .stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return Sql.of(connection, "select amount from credits where credit_id = ?")
                .bind(credit)
                .single(row -> new BigDecimal(row.text("amount")))
                .subtract(used);
    }

    /** What a bill draws on, and how much of it. */
    @CrossProject(WHY)
    static List<Bill.Payment> uses(Bill bill) {
        List<Bill.Payment> uses = new ArrayList<>(bill.payments());
        for (BillLine line : bill.lines()) {
            if (line.credit() != null) {
                uses.add(new Bill.Payment(
                        line.credit(), new BigDecimal(line.amount()).negate().toPlainString()));
            }
        }
        return uses;
    }

    /** Gives back what an invoice took, in the transaction that ends it. */
    @CrossProject(WHY)
    static void giveBack(Connection connection, String invoice) throws SQLException {
        List<Bill.Payment> taken = Sql.of(
                        connection, "select credit_id, amount from credit_uses where invoice_id = ? and give_back = 0")
                .bind(invoice)
                .list(row -> new Bill.Payment(row.text("credit_id"), row.text("amount")));
        for (Bill.Payment use : taken) {
            take(connection, use.credit(), invoice, 1, new BigDecimal(use.amount()).negate());
        }
    }

    private static int take(Connection connection, String credit, String invoice, long back, BigDecimal amount)
            throws SQLException {
        return Sql.of(
                        connection,
                        "insert into credit_uses (credit_id, invoice_id, give_back, amount) values (?, ?, ?, ?)")
                .bind(credit)
                .bind(invoice)
                .bind(back)
                .bind(amount.toPlainString())
                .update();
    }

    private static Credit credit(Row row, Map<String, BigDecimal> used) throws SQLException {
        BigDecimal amount = new BigDecimal(row.text("amount"));
        return new Credit(
                row.text("credit_id"),
                row.text("kind").equals("prepaid"),
                amount,
                row.text("currency"),
                row.instant("starts_at"),
                row.instantOrNull("expires_at"),
                row.text("reason"),
                row.instant("created_at"),
                row.text("created_by"),
                amount.subtract(used.getOrDefault(row.text("credit_id"), BigDecimal.ZERO)));
    }
}
