package dev.weir.usage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row as the API shows it: the groups beside the sums, amounts as decimals. */
final class RowJson {
    private static final String CURRENCY = "cost_currency";
    static final String NET = "net_cost";

    private RowJson() {}

    static Map<String, Object> of(UsageRow row, Names names) {
        Map<String, Object> json = new LinkedHashMap<>();
        row.group().forEach((name, value) -> {
            json.put(name, value.isEmpty() ? null : value);
            names.title(name, value).ifPresent(title -> json.put(name + "_name", title));
        });
        for (Measure measure : Measure.values()) {
            json.put(measure.wire(), row.sums().count(measure));
        }
        for (Amount amount : Amount.values()) {
            json.put(amount.wire(), row.sums().amount(amount).display());
        }
        json.put(NET, row.sums().net().display());
        json.put(CURRENCY, row.currency());
        return json;
    }

    /** The names of {@link #values}. */
    static List<String> columns(UsageQuery query) {
        List<String> columns = new ArrayList<>();
        for (Dimension dimension : query.groups()) {
            columns.add(dimension.wire());
            if (Names.has(dimension)) {
                columns.add(dimension.wire() + "_name");
            }
        }
        for (Measure measure : Measure.values()) {
            columns.add(measure.wire());
        }
        for (Amount amount : Amount.values()) {
            columns.add(amount.wire());
        }
        columns.add(NET);
        columns.add(CURRENCY);
        return columns;
    }

    /** One for each of the {@link #columns}; null where there is nothing to say. */
    static List<@Nullable Object> values(UsageQuery query, UsageRow row, Names names) {
        Map<String, Object> json = of(row, names);
        List<@Nullable Object> values = new ArrayList<>();
        columns(query).forEach(column -> values.add(json.get(column)));
        return values;
    }
}
