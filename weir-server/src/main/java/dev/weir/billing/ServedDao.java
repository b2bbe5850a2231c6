package dev.weir.billing;

import dev.weir.kernel.CrossProject;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which nodes served calls, as far as the ledger knows. */
final class ServedDao {
    private static final String WHY = "a bill is of all projects of the organization; the caller names them";
    private static final long QUARTER = 900;
    private static final long DAY = 96;

    /** No call takes longer. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Database database;

    ServedDao(Database database) {
        this.database = database;
    }

    /**
     * The nodes in whose journals there may be calls that ended in a span of time: those that began in it, from the
     * quarter of an hour on in which it begins; those that began before and ended later; those that are open.
     */
    @CrossProject(WHY)
    Set<String> between(Collection<String> projects, Instant from, Instant to) {
        if (projects.isEmpty() || !from.isBefore(to)) {
            return Set.of();
        }
        String marks = "?, ".repeat(projects.size() - 1) + "?";
        return database.read(connection -> {
            Set<String> nodes = new HashSet<>(began(connection, projects, marks, from, to));
            nodes.addAll(ended(connection, projects, marks, from));
            nodes.addAll(open(connection, projects, marks, from, to));
            return nodes;
        });
    }

    /** By whole days, and by quarters of an hour before the first and after the last of them. */
    private static List<String> began(
            Connection connection, Collection<String> projects, String marks, Instant from, Instant to)
            throws SQLException {
        long first = Math.floorDiv(from.getEpochSecond(), QUARTER);
        long end = Math.floorDiv(to.getEpochSecond() + QUARTER - 1, QUARTER);
        long firstDay = Math.min(end, Math.ceilDiv(first, DAY) * DAY);
        long endDay = Math.max(firstDay, Math.floorDiv(end, DAY) * DAY);
        String spans = """
                select distinct node from usage_totals where project_id in (%s) and label = '' and span = %s
                    and at >= ? and at < ?
                """;
        Sql query = Sql.of(
                connection,
                String.join(
                        " union ", spans.formatted(marks, DAY), spans.formatted(marks, 1), spans.formatted(marks, 1)));
        bind(query, projects).bind(firstDay).bind(endDay);
        bind(query, projects).bind(first).bind(firstDay);
        return bind(query, projects).bind(endDay).bind(end).list(row -> row.text("node"));
    }

    private static List<String> ended(Connection connection, Collection<String> projects, String marks, Instant from)
            throws SQLException {
        Sql query = Sql.of(connection, """
                select distinct node from attempts where project_id in (%s) and node is not null
                    and started_at >= ? and started_at < ? and settled_at >= ?
                """.formatted(marks));
        bind(query, projects).bind(from.minus(LONGEST)).bind(from).bind(from);
        return query.list(row -> row.text("node"));
    }

    private static List<String> open(
            Connection connection, Collection<String> projects, String marks, Instant from, Instant to)
            throws SQLException {
        Sql query = Sql.of(connection, """
                select distinct node from attempts where exchange_closed = 0 and project_id in (%s) and node is not null
                    and started_at >= ? and started_at < ?
                """.formatted(marks));
        bind(query, projects).bind(from.minus(LONGEST)).bind(to);
        return query.list(row -> row.text("node"));
    }

    private static Sql bind(Sql query, Collection<String> projects) throws SQLException {
        for (String project : projects) {
            query.bind(project);
        }
        return query;
    }
}
