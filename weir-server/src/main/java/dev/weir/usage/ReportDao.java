package dev.weir.usage;

import dev.weir.kernel.CrossProject;
import dev.weir.metering.Total;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the totals. Whole days are read as days where the question allows it. */
final class ReportDao {
    /** Everything counts once; what has the label is taken from the rest, and told apart by its value. */
    private static final String PARTS =
            " cross join (select 1 as sign, 0 as part union all select 1, 1 union all select -1, 2) parts";

    private static final int QUARTERS_OF_HOUR = 4;

    private final Database database;

    ReportDao(Database database) {
        this.database = database;
    }

    /** Rows in the order of their groups, after those that {@code after} names. */
    @CrossProject("the question names the projects that its asker may see")
    void read(UsageQuery query, @Nullable List<String> after, Predicate<UsageRow> reader) {
        Plan plan = new Plan(query);
        if (after != null) {
            plan.after(after);
        }
        run(plan, query, reader);
    }

    private void run(Plan plan, UsageQuery query, Predicate<UsageRow> reader) {
        database.read(connection -> {
            Sql statement = Sql.of(connection, plan.sql());
            for (Object value : plan.binds) {
                if (value instanceof Long number) {
                    statement.bind(number.longValue());
                } else {
                    statement.bind((String) value);
                }
            }
            statement.each(row -> reader.test(plan.row(row, query)));
            return true;
        });
    }

    /** How a question is put in SQL. */
    private static final class Plan {
        private final UsageQuery query;
        private final Calendar calendar;
        private final @Nullable String label;
        private final boolean parted;
        private final List<Object> binds = new ArrayList<>();
        private final StringBuilder where = new StringBuilder();

        Plan(UsageQuery query) {
            this.query = query;
            this.calendar = new Calendar(query.zone(), query.from(), query.to());
            this.label = query.label();
            this.parted = label != null
                    && !label.isEmpty()
                    && query.filter().keySet().stream().noneMatch(dimension -> dimension.label() != null);
            restrict();
        }

        private void restrict() {
            where.append(" where project_id in (")
                    .append(query.projects().stream().map(project -> "?").collect(Collectors.joining(", ")))
                    .append(')');
            query.projects().forEach(project -> binds.add(project.value()));
            if (label == null) {
                where.append(" and label <> '' and label not like 'weir.%'");
            } else if (parted) {
                where.append(" and label in ('', ?) and (label = '') = (part = 0)");
                binds.add(label);
            } else {
                where.append(" and label = ?");
                binds.add(label);
            }
            addSpan();
            query.filter().forEach(this::addFilter);
        }

        private void addSpan() {
            long from = Tally.quarter(query.from());
            long to = Tally.quarter(query.to());
            long firstDay = -Math.floorDiv(-from, Cell.DAY) * Cell.DAY;
            long lastDay = Math.floorDiv(to, Cell.DAY) * Cell.DAY;
            if (firstDay >= lastDay || needsQuarters()) {
                where.append(" and span = 1 and at >= ? and at < ?");
                binds.addAll(List.of(from, to));
            } else {
                where.append(" and (span = 96 and at >= ? and at < ? or span = 1 and (at >= ? and at < ? or at >= ? and"
                        + " at < ?))");
                binds.addAll(List.of(firstDay, lastDay, from, firstDay, lastDay, to));
            }
        }

        private boolean needsQuarters() {
            return query.groups().stream()
                    .map(Dimension::kind)
                    .anyMatch(kind -> kind == Dimension.Kind.HOUR || (kind.isTime() && !calendar.isUtc()));
        }

        private void addFilter(Dimension dimension, String value) {
            switch (dimension.kind()) {
                case KEY -> equal("key_id", value);
                case DEPLOYMENT -> {
                    int slash = value.indexOf('/');
                    equal("provider", slash < 0 ? value : value.substring(0, slash));
                    equal("provider_model", slash < 0 ? "" : value.substring(slash + 1));
                }
                case USER, PROMPT, TASK, BATCH, TAG -> equal("value", value);
                case MODEL, PROVIDER, OPERATION, STATUS ->
                    equal(dimension.kind().wire(), value);
                case HOUR, DAY, MONTH, ORGANIZATION, PROJECT ->
                    throw new IllegalArgumentException(dimension + " is no filter");
            }
        }

        private void equal(String column, String value) {
            where.append(" and ").append(column).append(" = ?");
            binds.add(value);
        }

        /** Leaves out what comes before, and at, a row. */
        void after(List<String> values) {
            where.append(" and (")
                    .append(query.groups().stream().map(this::expression).collect(Collectors.joining(", ")))
                    .append(") > (")
                    .append(values.stream().map(value -> "?").collect(Collectors.joining(", ")))
                    .append(')');
            for (int i = 0; i < values.size(); i++) {
                boolean number = query.groups().get(i).kind().isTime();
                binds.add(number ? (Object) Long.valueOf(values.get(i)) : values.get(i));
            }
        }

        private String expression(Dimension dimension) {
            return switch (dimension.kind()) {
                case HOUR -> calendar.hour();
                case DAY -> calendar.day();
                case MONTH -> calendar.month(query.from(), query.to());
                case ORGANIZATION -> "''";
                case PROJECT -> "project_id";
                case KEY -> "key_id";
                case MODEL -> "model";
                case PROVIDER -> "provider";
                case DEPLOYMENT -> "case when provider = '' then '' else provider || '/' || provider_model end";
                case OPERATION -> "operation";
                case STATUS -> "status";
                case USER, PROMPT, TASK, BATCH -> labelled();
                case TAG -> dimension.isAnyTag() ? "label || '=' || value" : labelled();
            };
        }

        private String labelled() {
            return parted ? "case when part = 1 then value else '' end" : "value";
        }

        private static String column(int index) {
            return "g" + index;
        }

        /** The columns that rows are told apart and sorted by. */
        private String names() {
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < query.groups().size(); i++) {
                names.append(column(i)).append(", ");
            }
            return names.append("currency").toString();
        }

        String sql() {
            StringBuilder select = new StringBuilder("select ");
            for (int i = 0; i < query.groups().size(); i++) {
                select.append(expression(query.groups().get(i)))
                        .append(" as ")
                        .append(column(i))
                        .append(", ");
            }
            for (String name : UsageDao.columnNames()) {
                select.append(parted ? "sum(sign * " : "sum(")
                        .append(name)
                        .append(") as ")
                        .append(name)
                        .append(", ");
            }
            select.append("currency as money from usage_totals").append(parted ? PARTS : "");
            return select.append(where)
                    .append(" group by ")
                    .append(names())
                    .append(" order by ")
                    .append(names())
                    .toString();
        }

        UsageRow row(Row row, UsageQuery asked) throws SQLException {
            Map<String, String> group = new LinkedHashMap<>();
            for (int i = 0; i < asked.groups().size(); i++) {
                Dimension dimension = asked.groups().get(i);
                group.put(dimension.wire(), text(row, dimension, column(i)));
            }
            String money = row.text("money");
            return new UsageRow(group, UsageDao.sums(row), money.isEmpty() ? null : money);
        }

        private String text(Row row, Dimension dimension, String column) throws SQLException {
            return switch (dimension.kind()) {
                case HOUR -> calendar.hourText(row.number(column));
                case DAY -> Calendar.dayText(row.number(column));
                case MONTH -> Calendar.monthText(row.number(column));
                case ORGANIZATION -> query.organization().value();
                default -> row.text(column);
            };
        }
    }

    /**
     * What one subject of a project has spent since then, adjustments included, by the node in whose journal it is.
     *
     * @param column {@code key_id} or {@code model}; null for the project itself
     */
    Map<String, Total> spent(ProjectId project, @Nullable String column, String name, String currency, Instant from) {
        String subject = column == null ? "" : " and " + column + " = ?";
        return spent(project, "", subject, name, currency, from);
    }

    /** What has been spent since then on calls with a tag. */
    Map<String, Total> spentOn(ProjectId project, String tag, String value, String currency, Instant from) {
        return spent(project, tag, " and value = ?", value, currency, from);
    }

    private Map<String, Total> spent(
            ProjectId project, String label, String subject, String name, String currency, Instant from) {
        long first = Tally.quarter(from);
        long firstDay = -Math.floorDiv(-first, Cell.DAY) * Cell.DAY;
        return database.read(connection -> {
            Sql query = Sql.of(connection, """
                            select node, sum(cost_micros + adjustment_micros) as micros,
                              sum(cost_rest + adjustment_rest) as rests
                            from usage_totals where project_id = ? and label = ? and currency = ?
                              and (span = 96 and at >= ? or span = 1 and at >= ? and at < ?)
                            """ + subject + " group by node")
                    .bind(project.value())
                    .bind(label)
                    .bind(currency)
                    .bind(firstDay)
                    .bind(first)
                    .bind(firstDay);
            if (!subject.isEmpty()) {
                query.bind(name);
            }
            Map<String, Total> sums = new HashMap<>();
            query.each(row -> {
                sums.put(row.text("node"), Total.of(row.number("micros"), row.number("rests")));
                return true;
            });
            return sums;
        });
    }

    /** Everybody on whose calls something was spent since then. */
    List<String> values(ProjectId project, String tag, String currency, Instant from) {
        long first = Tally.quarter(from);
        long firstDay = -Math.floorDiv(-first, Cell.DAY) * Cell.DAY;
        return database.read(connection -> Sql.of(connection, """
                        select distinct value from usage_totals
                        where project_id = ? and label = ? and currency = ?
                          and (span = 96 and at >= ? or span = 1 and at >= ? and at < ?)
                        """)
                .bind(project.value())
                .bind(tag)
                .bind(currency)
                .bind(firstDay)
                .bind(first)
                .bind(firstDay)
                .list(row -> row.text("value")));
    }

    /** What keys of a project used, by hour and currency. */
    List<KeyHours.Used> keyHours(ProjectId project, Collection<Long> hours) {
        String marks = "?, ".repeat(hours.size() * QUARTERS_OF_HOUR - 1) + "?";
        return database.read(connection -> {
            Sql query = Sql.of(connection, """
                            select key_id, currency, at / 4 as hour, sum(requests) as requests,
                              sum(input_tokens + output_tokens) as tokens, sum(cost_micros) as micros,
                              sum(cost_rest) as rests
                            from usage_totals
                            where project_id = ? and label = '' and span = 1 and key_id <> '' and at in (""" + marks + ") group by key_id, currency, at / 4")
                    .bind(project.value());
            for (long hour : hours) {
                for (long quarter = 0; quarter < QUARTERS_OF_HOUR; quarter++) {
                    query.bind(hour * QUARTERS_OF_HOUR + quarter);
                }
            }
            return query.list(row -> new KeyHours.Used(
                    new KeyId(row.text("key_id")),
                    row.number("hour"),
                    row.text("currency"),
                    row.number("requests"),
                    row.number("tokens"),
                    Total.of(row.number("micros"), row.number("rests")).micros()));
        });
    }

    /** The hour in which the first day begins on which a key was used, of the days since that hour's. */
    Map<KeyId, Long> firstDays(ProjectId project, long hour) {
        long day = Math.floorDiv(hour * QUARTERS_OF_HOUR, Cell.DAY) * Cell.DAY;
        return database.read(connection -> {
            Map<KeyId, Long> first = new HashMap<>();
            Sql.of(connection, """
                            select key_id, min(at) as first from usage_totals
                            where project_id = ? and label = '' and span = 96 and key_id <> '' and at >= ?
                            group by key_id
                            """).bind(project.value()).bind(day).each(row -> {
                first.put(new KeyId(row.text("key_id")), row.number("first") / QUARTERS_OF_HOUR);
                return true;
            });
            return first;
        });
    }
}
