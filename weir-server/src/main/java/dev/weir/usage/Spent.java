package dev.weir.usage;

import dev.weir.dialect.UserField;
import dev.weir.metering.Total;
import dev.weir.spi.ProjectId;
import dev.weir.tenancy.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was spent, for whoever holds calls to budgets: what attempts cost, with adjustments. Reads SQL. Thread-safe. */
public final class Spent {
    private final ReportDao reports;

    Spent(ReportDao reports) {
        this.reports = reports;
    }

    /**
     * What a subject has spent in one project since then, by the node in whose journal it is.
     *
     * @param name as a budget's subject has it: a tag is {@code name=value}
     * @param from at the beginning of a quarter of an hour, or of all time
     */
    public Map<String, Total> byNode(ProjectId project, Scope scope, String name, String currency, Instant from) {
        return switch (scope) {
            case ORGANIZATION, PROJECT -> reports.spent(project, null, name, currency, from);
            case KEY -> reports.spent(project, "key_id", name, currency, from);
            case MODEL -> reports.spent(project, "model", name, currency, from);
            case USER -> reports.spentOn(project, UserField.TAG, Tally.cut(name), currency, from);
            case TAG -> tag(project, name, currency, from);
        };
    }

    /** A name may hold an equals sign, and so may a value: they are the same subject wherever it is cut. */
    private Map<String, Total> tag(ProjectId project, String name, String currency, Instant from) {
        Map<String, Total> sums = new HashMap<>();
        for (int equals = name.indexOf('='); equals > 0; equals = name.indexOf('=', equals + 1)) {
            String tag = Tally.cut(name.substring(0, equals));
            String value = Tally.cut(name.substring(equals + 1));
            reports.spentOn(project, tag, value, currency, from)
                    .forEach((node, total) -> sums.merge(node, total, Total::plus));
        }
        return sums;
    }

    /** Every user on whose calls something was spent in the project since then. */
    public List<String> users(ProjectId project, String currency, Instant from) {
        return reports.values(project, UserField.TAG, currency, from);
    }
}
