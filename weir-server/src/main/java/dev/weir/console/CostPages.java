package dev.weir.console;

import dev.weir.console.jte.JtecostsGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.metering.Total;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.usage.Dimension;
import dev.weir.usage.Dimension.Kind;
import dev.weir.usage.Sums;
import dev.weir.usage.UsageQuery;
import dev.weir.usage.UsageRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

final class CostPages {
    private static final String ROOT = "/console/costs";
    private static final int ROWS = 50;
    private static final int HISTORY_DAYS = 28;
    private static final double NANOS_A_DAY = 86_400e9;
    private static final List<Kind> FILTERS = List.of(
            Kind.MODEL,
            Kind.KEY,
            Kind.USER,
            Kind.TASK,
            Kind.PROMPT,
            Kind.DEPLOYMENT,
            Kind.PROVIDER,
            Kind.STATUS,
            Kind.OPERATION,
            Kind.BATCH,
            Kind.TAG);

    private final CostSource costs;
    private final Shells shells;
    private final InstantSource clock;

    CostPages(CostSource costs, Shells shells, InstantSource clock) {
        this.costs = costs;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        routes.get(ROOT, Access.from(Role.VIEWER), "What was spent, by anything, and what it comes to.", this::show);
    }

    /** A time that can be chosen. */
    enum Span {
        MONTH("month", "This month"),
        LAST("last", "Last month"),
        WEEK("7d", "Last 7 days"),
        DAYS("30d", "Last 30 days"),
        QUARTER("90d", "Last 90 days"),
        YEAR("365d", "Last 365 days");

        private final String code;
        private final String label;

        Span(String code, String label) {
            this.code = code;
            this.label = label;
        }

        String code() {
            return code;
        }

        String label() {
            return label;
        }

        LocalDate from(LocalDate today) {
            return switch (this) {
                case MONTH -> today.withDayOfMonth(1);
                case LAST -> today.withDayOfMonth(1).minusMonths(1);
                case WEEK -> today.minusDays(6);
                case DAYS -> today.minusDays(29);
                case QUARTER -> today.minusDays(89);
                case YEAR -> today.minusDays(364);
            };
        }

        /** The first day that is not in it. */
        LocalDate to(LocalDate today) {
            return this == LAST ? today.withDayOfMonth(1) : today.plusDays(1);
        }

        static Span named(String code) {
            for (Span span : values()) {
                if (span.code.equals(code)) {
                    return span;
                }
            }
            if (code.isEmpty()) {
                return DAYS;
            }
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + (code.length() > 40 ? code.substring(0, 40) + "…" : code) + "' is no span of time.",
                    "range",
                    "One of month, last, 7d, 30d, 90d, 365d.");
        }
    }

    /** The choices of the page. */
    static Map<String, String> spans() {
        Map<String, String> spans = new LinkedHashMap<>();
        for (Span span : Span.values()) {
            spans.put(span.code, span.label);
        }
        return spans;
    }

    private Response show(Request request) {
        Principal who = request.principal();
        Instant now = clock.instant();
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        Span span = Span.named(request.query("range").orElse(""));
        Dimension by = by(request);
        Map<Dimension, String> filter = filter(request);
        if (!UsageQuery.isOneLabel(List.of(by), filter.keySet())) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "Totals are kept for " + UsageQuery.labels() + ".",
                    "by",
                    "Tell it apart by something else, or take the filter away.");
        }
        LocalDate from = span.from(today);
        LocalDate to = span.to(today);
        List<UsageRow> sums = costs.sums(who, start(from), start(to), filter);
        String currency = currency(request, sums);
        LocalDate first = earliest(from, today);
        Map<LocalDate, BigDecimal> days =
                byDay(costs.days(who, start(first), start(today.plusDays(1)), filter), currency);
        List<CostSource.Line> lines = costs.dearest(who, start(from), start(to), by, filter, ROWS + 1);
        List<CostSource.Budget> budgets = costs.budgets(who);
        Month month = new Month(days, today, now);
        Forecast forecast = month.forecast().orElse(null);
        Link self = self(span, by, filter);
        CostPage page = new CostPage(
                shells.in(Room.COSTS, request),
                span.code(),
                span.label(),
                by.wire(),
                filters(span, by, filter),
                currency,
                others(self, sums, currency),
                sum(sums, currency),
                today,
                total(month.spent),
                forecast,
                forecast == null ? month.why() : "",
                CostCharts.bars(days(days, from, to.isAfter(today) ? today.plusDays(1) : to), currency),
                CostCharts.month(
                        days(days, today.withDayOfMonth(1), today.plusDays(1)),
                        today.lengthOfMonth(),
                        month.at,
                        forecast,
                        filter.isEmpty() ? limit(budgets, currency) : null,
                        currency),
                rows(lines, currency, by, span, from),
                lines.size() > ROWS,
                budgets.stream().map(CostPages::line).toList(),
                exports(from, to, by, filter),
                filter.isEmpty(),
                costs.warning());
        return Html.page(out -> JtecostsGenerated.render(out, null, page));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The charts need the month and the weeks before as well. */
    private static LocalDate earliest(LocalDate from, LocalDate today) {
        LocalDate history = today.minusDays(HISTORY_DAYS);
        LocalDate month = today.withDayOfMonth(1);
        LocalDate first = history.isBefore(month) ? history : month;
        return from.isBefore(first) ? from : first;
    }

    private static Dimension by(Request request) {
        String word = request.query("by").orElse("");
        Dimension by = word.isEmpty()
                ? Dimension.of(Kind.MODEL)
                : Dimension.named(word).orElse(Dimension.of(Kind.DAY));
        return switch (by.kind()) {
            case MODEL, KEY, USER, TASK, PROMPT, DEPLOYMENT, PROVIDER, STATUS, OPERATION, BATCH, TAG -> by;
            case HOUR, DAY, MONTH, ORGANIZATION, PROJECT ->
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "'" + (word.length() > 40 ? word.substring(0, 40) + "…" : word)
                                + "' cannot be told apart here.",
                        "by",
                        "One of model, key, user, task, prompt, deployment, provider, status, operation, batch, tag, tag:NAME.");
        };
    }

    private static Map<Dimension, String> filter(Request request) {
        Map<Dimension, String> filter = new LinkedHashMap<>();
        for (Kind kind : FILTERS) {
            request.query(kind.wire()).filter(value -> !value.isBlank()).ifPresent(value -> {
                int equals = value.indexOf('=');
                if (kind != Kind.TAG) {
                    filter.put(Dimension.of(kind), value);
                } else if (equals > 0) {
                    filter.put(new Dimension(Kind.TAG, value.substring(0, equals)), value.substring(equals + 1));
                }
            });
        }
        return filter;
    }

    private static Link self(Span span, Dimension by, Map<Dimension, String> filter) {
        Link link = Link.to(ROOT).with("range", span.code()).with("by", by.wire());
        for (Map.Entry<Dimension, String> one : filter.entrySet()) {
            link = with(link, one.getKey(), one.getValue());
        }
        return link;
    }

    private static Link with(Link link, Dimension dimension, String value) {
        return dimension.tag() == null
                ? link.with(dimension.wire(), value)
                : link.with("tag", dimension.tag() + "=" + value);
    }

    private static List<CostPage.Filter> filters(Span span, Dimension by, Map<Dimension, String> filter) {
        List<CostPage.Filter> shown = new ArrayList<>();
        filter.forEach((dimension, value) -> {
            Map<Dimension, String> rest = new LinkedHashMap<>(filter);
            rest.remove(dimension);
            boolean tag = dimension.tag() != null;
            shown.add(new CostPage.Filter(
                    tag ? dimension.tag() + " is" : dimension.wire() + " is",
                    tag ? "tag" : dimension.wire(),
                    tag ? dimension.tag() + "=" + value : value,
                    self(span, by, rest)));
        });
        return shown;
    }

    /** The one that was asked for, else the one in which most was spent. */
    private static String currency(Request request, List<UsageRow> sums) {
        String asked = request.query("currency").orElse("");
        if (asked.matches("[A-Z]{3}")) {
            return asked;
        }
        String most = "USD";
        Total highest = null;
        for (UsageRow row : sums) {
            if (row.currency() != null && (highest == null || row.sums().net().compareTo(highest) > 0)) {
                most = row.currency();
                highest = row.sums().net();
            }
        }
        return most;
    }

    private static Map<String, Link> others(Link self, List<UsageRow> sums, String currency) {
        Map<String, Link> others = new TreeMap<>();
        for (UsageRow row : sums) {
            if (row.currency() != null && !row.currency().equals(currency)) {
                others.put(row.currency(), self.with("currency", row.currency()));
            }
        }
        return others;
    }

    private static boolean isIn(UsageRow row, String currency) {
        return row.currency() == null || row.currency().equals(currency);
    }

    private static Sums sum(List<UsageRow> rows, String currency) {
        Sums sum = new Sums();
        rows.stream().filter(row -> isIn(row, currency)).forEach(row -> sum.add(row.sums()));
        return sum;
    }

    /** The amount is a sum of what the tables hold: picounits at most. */
    private static Total total(BigDecimal amount) {
        BigDecimal micros = amount.movePointRight(6).setScale(0, RoundingMode.FLOOR);
        BigDecimal rest = amount.movePointRight(12).subtract(micros.movePointRight(6));
        return Total.of(micros.longValueExact(), rest.longValueExact());
    }

    private static Map<LocalDate, BigDecimal> byDay(List<UsageRow> rows, String currency) {
        Map<LocalDate, BigDecimal> days = new HashMap<>();
        for (UsageRow row : rows) {
            if (isIn(row, currency)) {
                LocalDate day = LocalDate.parse(row.group().getOrDefault("day", ""));
                days.merge(day, row.sums().net().amount(), BigDecimal::add);
            }
        }
        return days;
    }

    /** Every day of a time, also those on which nothing was spent. */
    private static List<CostCharts.Day> days(Map<LocalDate, BigDecimal> costs, LocalDate from, LocalDate to) {
        return from.datesUntil(to)
                .map(day -> new CostCharts.Day(
                        day, costs.getOrDefault(day, BigDecimal.ZERO).doubleValue()))
                .toList();
    }

    /** The month that it is. */
    private static final class Month {
        private final BigDecimal spent;
        private final double at;
        private final double left;
        private final List<Double> history;

        Month(Map<LocalDate, BigDecimal> days, LocalDate today, Instant now) {
            LocalDate first = today.withDayOfMonth(1);
            this.spent = first.datesUntil(today.plusDays(1))
                    .map(day -> days.getOrDefault(day, BigDecimal.ZERO))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            double gone = Duration.between(start(today), now).toNanos() / NANOS_A_DAY;
            this.at = today.getDayOfMonth() - 1 + gone;
            this.left = today.lengthOfMonth() - at;
            LocalDate begin = days.keySet().stream()
                    .filter(day -> !day.isBefore(today.minusDays(HISTORY_DAYS)))
                    .min(LocalDate::compareTo)
                    .orElse(today);
            this.history = begin.isBefore(today)
                    ? begin.datesUntil(today)
                            .map(day -> days.getOrDefault(day, BigDecimal.ZERO).doubleValue())
                            .toList()
                    : List.of();
        }

        Optional<Forecast> forecast() {
            return Forecast.of(history, spent.doubleValue(), left);
        }

        String why() {
            return "Needs 7 whole days with calls; there are " + history.size() + ".";
        }
    }

    /** The narrowest budget by the month. */
    private static @Nullable Double limit(List<CostSource.Budget> budgets, String currency) {
        return budgets.stream()
                .filter(budget ->
                        budget.period().equals("month") && budget.currency().equals(currency))
                .map(budget -> budget.limit().amount().doubleValue())
                .min(Double::compare)
                .orElse(null);
    }

    private static CostPage.BudgetLine line(CostSource.Budget budget) {
        Total used = budget.spent().plus(budget.reserved());
        Total left = budget.limit().minus(used);
        double limit = budget.limit().amount().doubleValue();
        String period = budget.period().equals("total") ? "in total" : "a " + budget.period();
        return new CostPage.BudgetLine(
                Character.toUpperCase(budget.name().charAt(0)) + budget.name().substring(1),
                limit == 0 ? 1 : Math.clamp(used.amount().doubleValue() / limit, 0, 1),
                left.compareTo(Total.ZERO) > 0 ? CostPage.money(left, budget.currency()) + " left" : "used up",
                CostPage.money(budget.spent(), budget.currency()) + " spent and "
                        + CostPage.money(budget.reserved(), budget.currency()) + " set aside, of "
                        + CostPage.money(budget.limit(), budget.currency()) + " " + period
                        + (budget.resetsAt() == null ? "" : "; full again " + Figures.dayAndMinute(budget.resetsAt())));
    }

    private static List<CostPage.Row> rows(
            List<CostSource.Line> lines, String currency, Dimension by, Span span, LocalDate from) {
        return lines.stream()
                .limit(ROWS)
                .filter(line -> isIn(line.row(), currency))
                .map(line -> new CostPage.Row(
                        line.title().isEmpty() ? "none" : line.title(),
                        line.value().isEmpty() ? null : link(line.value(), by, span, from),
                        line.row().sums()))
                .toList();
    }

    private static Link link(String value, Dimension by, Span span, LocalDate from) {
        return switch (by.kind()) {
            case MODEL, KEY, STATUS ->
                Link.to("/console/traces").with(by.wire(), value).with("from", start(from));
            case BATCH -> Link.batch(value);
            default ->
                by.isAnyTag()
                        ? Link.to(ROOT).with("range", span.code()).with("tag", value)
                        : with(Link.to(ROOT).with("range", span.code()), by, value);
        };
    }

    private static Map<String, Link> exports(
            LocalDate from, LocalDate to, Dimension by, Map<Dimension, String> filter) {
        Link link = Link.to("/api/usage").with("from", from).with("to", to).with("group_by", "day," + by.wire());
        for (Map.Entry<Dimension, String> one : filter.entrySet()) {
            link = with(link, one.getKey(), one.getValue());
        }
        Map<String, Link> exports = new LinkedHashMap<>();
        exports.put("CSV", link.with("format", "csv"));
        exports.put("Parquet", link.with("format", "parquet"));
        return exports;
    }
}
