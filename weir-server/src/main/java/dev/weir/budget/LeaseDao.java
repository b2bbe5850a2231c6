package dev.weir.budget;

import dev.weir.budget.BudgetBook.Grant;
import dev.weir.budget.BudgetBook.Place;
import dev.weir.budget.BudgetBook.Report;
import dev.weir.kernel.CrossProject;
import dev.weir.metering.Total;
import dev.weir.store.Columns;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import dev.weir.tenancy.Period;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each node holds of the budgets that nodes share. A node writes its own rows only, always whole, so that a round
 * whose answer was lost can be made again; the database lets one node write at a time, so that what a round sees of the
 * others is true until it is over.
 */
final class LeaseDao {
    /** A node that was not heard of for so long gives nothing back, and waits for nothing. */
    private static final Duration SILENT = Duration.ofSeconds(5);

    private static final String WINDOW = "owner = ? and scope = ? and name = ? and period = ? and zone = ?"
            + " and currency = ? and window_from = ?";

    private final Database database;
    private final String node;

    /**
     * @param node whose rows are written
     */
    LeaseDao(Database database, String node) {
        this.database = database;
        this.node = node;
    }

    /** What another node holds of a window. */
    private record Other(String node, Total granted, Total settled, Total reserved, Total wanted, boolean alive) {
        Total taken() {
            return settled.plus(reserved);
        }

        /** A settlement may have been above its reservation. */
        Total held() {
            return granted.compareTo(taken()) < 0 ? taken() : granted;
        }

        Total slack() {
            return alive ? held().minus(taken()) : Total.ZERO;
        }

        /** Of a node that is gone nobody knows what it still has spent of its grant. */
        Total inDoubt() {
            return alive ? reserved : held().minus(settled);
        }
    }

    /**
     * Tells what this node holds, and takes what it needs if there is so much.
     *
     * @param spent what each node has spent of a window before it was shared, for the windows that this node has not
     *     begun
     */
    @CrossProject("a budget may be an organization's; each place names its owner")
    List<Grant> exchange(List<Report> reports, Map<Report, Map<String, Total>> spent, Instant now) {
        return database.write(connection -> {
            List<Grant> grants = new ArrayList<>(reports.size());
            for (Report report : reports) {
                grants.add(exchange(connection, report, spent.getOrDefault(report, Map.of()), now));
            }
            return grants;
        });
    }

    private Grant exchange(Connection connection, Report told, Map<String, Total> spent, Instant now)
            throws SQLException {
        List<Other> rows = rows(connection, told, now);
        if (rows.isEmpty()) {
            seed(connection, told, spent);
            rows = rows(connection, told, now);
        }
        List<Other> others =
                rows.stream().filter(row -> !row.node().equals(node)).toList();
        Total settled = told.begun() ? told.settled() : told.settled().plus(spent.getOrDefault(node, Total.ZERO));
        Total taken = settled.plus(told.reserved());
        Total held = sum(others.stream().map(Other::held).toList());
        boolean wanted = others.stream()
                .anyMatch(other -> other.alive() && other.wanted().compareTo(Total.ZERO) > 0);
        Total cushion = told.frugal() || wanted
                ? Total.ZERO
                : cushion(told.amount(), held.plus(taken).plus(told.demand()), others.size() + 1);
        Total wish = taken.plus(told.demand()).plus(cushion);
        Total granted = larger(larger(told.granted(), taken), smaller(wish, rest(told.amount(), held)));
        Total missing = larger(Total.ZERO, taken.plus(told.demand()).minus(granted));
        write(connection, told, granted, settled, missing);
        Total slack = sum(others.stream().map(Other::slack).toList());
        return new Grant(
                told,
                told.begun() ? null : spent.getOrDefault(node, Total.ZERO),
                granted,
                sum(others.stream().map(Other::settled).toList()),
                sum(others.stream().map(Other::inDoubt).toList()),
                missing.compareTo(Total.ZERO) > 0 && slack.compareTo(Total.ZERO) <= 0,
                cushion);
    }

    private static Total rest(@Nullable Total amount, Total held) {
        return amount == null ? Total.ZERO : amount.minus(held);
    }

    /** What a node holds beyond what it needs, so that calls need not wait: a part of what is left, so that the parts get smaller as a budget comes to its end. */
    private static Total cushion(@Nullable Total amount, Total taken, int nodes) {
        Total left = rest(amount, taken);
        return left.compareTo(Total.ZERO) <= 0 ? Total.ZERO : left.dividedBy(8L * Math.max(2, nodes));
    }

    private static Total sum(List<Total> totals) {
        return totals.stream().reduce(Total.ZERO, Total::plus);
    }

    private static Total larger(Total one, Total other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Total smaller(Total one, Total other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static List<Other> rows(Connection connection, Report told, Instant now) throws SQLException {
        return window(Sql.of(connection, """
                                select l.node as node, granted_micros, granted_rest, settled_micros, settled_rest,
                                    reserved_micros, reserved_rest, wanted_micros, wanted_rest, seen_at
                                from budget_leases l left join nodes n on n.node = l.node where\s""" + WINDOW), told).list(row -> other(row, now));
    }

    private static Other other(Row row, Instant now) throws SQLException {
        Instant seen = row.instantOrNull("seen_at");
        return new Other(
                row.text("node"),
                total(row, "granted"),
                total(row, "settled"),
                total(row, "reserved"),
                total(row, "wanted"),
                seen != null && seen.isAfter(now.minus(SILENT)));
    }

    private static Total total(Row row, String name) throws SQLException {
        return Total.of(row.number(name + "_micros"), row.number(name + "_rest"));
    }

    private static Sql window(Sql sql, Report told) throws SQLException {
        Place place = told.place();
        return sql.bind(place.subject().owner())
                .bind(place.subject().scope().wire())
                .bind(place.subject().name())
                .bind(place.period().wire())
                .bind(place.zone().getId())
                .bind(place.currency())
                .bind(told.span().from());
    }

    /** What was spent before the window was shared is held by those who spent it. */
    private void seed(Connection connection, Report told, Map<String, Total> spent) throws SQLException {
        for (Map.Entry<String, Total> each : spent.entrySet()) {
            if (!each.getKey().equals(node)) {
                write(connection, told, each.getKey(), each.getValue(), each.getValue(), Total.ZERO, Total.ZERO);
            }
        }
    }

    private void write(Connection connection, Report told, Total granted, Total settled, Total missing)
            throws SQLException {
        write(connection, told, node, granted, settled, told.reserved(), missing);
    }

    private static void write(
            Connection connection,
            Report told,
            String whose,
            Total granted,
            Total settled,
            Total reserved,
            Total missing)
            throws SQLException {
        window(Sql.of(connection, """
                        insert into budget_leases (owner, scope, name, period, zone, currency, window_from, window_to, node,
                            granted_micros, granted_rest, settled_micros, settled_rest, reserved_micros, reserved_rest,
                            wanted_micros, wanted_rest)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (owner, scope, name, period, zone, currency, window_from, node) do update set
                            granted_micros = excluded.granted_micros, granted_rest = excluded.granted_rest,
                            settled_micros = excluded.settled_micros, settled_rest = excluded.settled_rest,
                            reserved_micros = excluded.reserved_micros, reserved_rest = excluded.reserved_rest,
                            wanted_micros = excluded.wanted_micros, wanted_rest = excluded.wanted_rest
                        """), told)
                .bind(told.span().to())
                .bind(whose)
                .bind(granted.micros())
                .bind(granted.rest())
                .bind(settled.micros())
                .bind(settled.rest())
                .bind(reserved.micros())
                .bind(reserved.rest())
                .bind(missing.micros())
                .bind(missing.rest())
                .update();
    }

    /** The windows that other nodes want more of, where this node holds some. */
    @CrossProject("a budget may be an organization's; each place names its owner")
    Set<Place> wantedByOthers(Instant now) {
        return new HashSet<>(database.read(connection ->
                Sql.of(connection, """
                        select distinct w.owner as owner, w.scope as scope, w.name as name, w.period as period,
                            w.zone as zone, w.currency as currency
                        from budget_leases w join nodes n on n.node = w.node
                        where w.wanted_micros > 0 and w.node <> ? and n.seen_at > ?
                        """).bind(node).bind(now.minus(SILENT)).list(LeaseDao::place)));
    }

    private static Place place(Row row) throws SQLException {
        return new Place(
                new Subject(Scope.named(row.text("scope")).orElseThrow(), row.text("owner"), row.text("name")),
                Period.named(row.text("period")).orElseThrow(),
                ZoneId.of(row.text("zone")),
                row.text("currency"));
    }

    /** The windows that are not over and of which an earlier life of this node held some. */
    @CrossProject("a start settles what its node held, in every project")
    List<Place> held(Instant now) {
        return database.read(
                connection -> Sql.of(connection, """
                        select owner, scope, name, period, zone, currency from budget_leases
                        where node = ? and (window_to is null or window_to > ?)
                            and (granted_micros > settled_micros or wanted_micros > 0 or reserved_micros > 0)
                        """).bind(node).bind(now).list(LeaseDao::place));
    }

    /** Says that this node is there. */
    @CrossProject("a node serves every project")
    void seen(Instant now) {
        database.write(
                connection -> Sql.of(connection, """
                        insert into nodes (node, seen_at) values (?, ?)
                        on conflict (node) do update set seen_at = excluded.seen_at
                        """).bind(node).bind(now).update());
    }

    /** A node that was ever here. */
    record Seen(String node, Instant at) {}

    @CrossProject("a node serves every project")
    List<Seen> nodes() {
        return database.read(connection -> Sql.of(connection, "select node, seen_at from nodes order by node")
                .list(row -> new Seen(row.text("node"), row.instant("seen_at"))));
    }

    /** What a node may have spent counts as spent; should it come back, its journal says what it was. */
    @CrossProject("a node serves every project")
    int giveUp(String gone) {
        return database.write(connection -> {
            Sql.of(connection, "delete from nodes where node = ?").bind(gone).update();
            return Sql.of(connection, """
                            update budget_leases set settled_micros = granted_micros, settled_rest = granted_rest,
                                reserved_micros = 0, reserved_rest = 0, wanted_micros = 0, wanted_rest = 0
                            where node = ? and (granted_micros, granted_rest) > (settled_micros, settled_rest)
                            """).bind(gone).update();
        });
    }

    /** Windows that were over long ago are of no use to anybody. */
    @CrossProject("a node serves every project")
    int deleteOver(Instant before) {
        return database.write(connection -> Sql.of(connection, "delete from budget_leases where window_to < ?")
                .bind(Columns.micros(before))
                .update());
    }
}
