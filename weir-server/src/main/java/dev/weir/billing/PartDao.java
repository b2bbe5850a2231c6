package dev.weir.billing;

import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What nodes ask each other for bills, and what they answer. */
final class PartDao {
    private static final String WHY = "bills belong to organizations";

    private final Database database;

    PartDao(Database database) {
        this.database = database;
    }

    /** A bill that somebody waits for; the same one has a higher number each time. */
    record Ask(OrganizationId organization, YearMonth month, long number) {}

    /** Asks all nodes. */
    @CrossProject(WHY)
    Ask ask(OrganizationId organization, YearMonth month, Instant now) {
        return database.write(connection -> {
            Sql.of(connection, """
                            insert into bill_asks (organization_id, month, ask, asked_at) values (?, ?, 1, ?)
                            on conflict (organization_id, month)
                            do update set ask = bill_asks.ask + 1, asked_at = excluded.asked_at
                            """)
                    .bind(organization.value())
                    .bind(month.toString())
                    .bind(now)
                    .update();
            return new Ask(
                    organization,
                    month,
                    Sql.of(connection, "select ask from bill_asks where organization_id = ? and month = ?")
                            .bind(organization.value())
                            .bind(month.toString())
                            .single(row -> row.number("ask")));
        });
    }

    /** What a node was asked since then and has not answered. */
    @CrossProject(WHY)
    List<Ask> open(String node, Instant since) {
        return database.read(connection -> Sql.of(connection, """
                        select a.organization_id, a.month, a.ask from bill_asks a
                        left join bill_parts p
                            on p.organization_id = a.organization_id and p.month = a.month and p.node = ?
                        where a.asked_at > ? and coalesce(p.ask, 0) < a.ask order by a.ask
                        """)
                .bind(node)
                .bind(since)
                .list(row -> new Ask(
                        new OrganizationId(row.text("organization_id")),
                        YearMonth.parse(row.text("month")),
                        row.number("ask"))));
    }

    /** Answers; nothing is written where nobody asks any more, because the month became final. */
    @CrossProject(WHY)
    void tell(Ask ask, BillPart part) {
        database.write(connection -> Sql.of(connection, """
                        insert into bill_parts (organization_id, month, node, ask, body)
                        select organization_id, month, ?, ?, ? from bill_asks
                        where organization_id = ? and month = ? and ask >= ? and asked_at > 0
                        on conflict (organization_id, month, node)
                        do update set ask = excluded.ask, body = excluded.body where bill_parts.ask < excluded.ask
                        """)
                .bind(part.node())
                .bind(ask.number)
                .bind(Json.MAPPER.writeValueAsString(part))
                .bind(ask.organization.value())
                .bind(ask.month.toString())
                .bind(ask.number)
                .update());
    }

    /** Who has answered; empty if nobody asks any more, because the month became final. */
    @CrossProject(WHY)
    Optional<Set<String>> answered(Ask ask) {
        List<String> nodes = database.read(connection -> Sql.of(connection, """
                        select coalesce(p.node, '') as node from bill_asks a
                        left join bill_parts p
                            on p.organization_id = a.organization_id and p.month = a.month and p.ask >= ?
                        where a.organization_id = ? and a.month = ? and a.ask >= ? and a.asked_at > 0
                        """)
                .bind(ask.number)
                .bind(ask.organization.value())
                .bind(ask.month.toString())
                .bind(ask.number)
                .list(row -> row.text("node")));
        return nodes.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(nodes));
    }

    /**
     * What a node told.
     *
     * @param ask the number of what it answered
     */
    record Told(long ask, BillPart part) {}

    /** What each node told last. */
    @CrossProject(WHY)
    List<Told> told(OrganizationId organization, YearMonth month) {
        return database.read(connection -> Sql.of(
                        connection,
                        "select ask, body from bill_parts where organization_id = ? and month = ? order by node")
                .bind(organization.value())
                .bind(month.toString())
                .list(row -> new Told(row.number("ask"), Json.MAPPER.readValue(row.text("body"), BillPart.class))));
    }

    /**
     * Nobody asks for a month that is final. What was told stays: should the invoice become void, a node that is gone has
     * told its part already.
     */
    @CrossProject(WHY)
    static void close(Connection connection, OrganizationId organization, YearMonth month) throws SQLException {
        Sql.of(connection, "update bill_asks set asked_at = 0 where organization_id = ? and month = ?")
                .bind(organization.value())
                .bind(month.toString())
                .update();
    }
}
