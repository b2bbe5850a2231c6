package dev.weir.trace;

import dev.weir.store.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sums over exchanges that have something in common.
 *
 * @param group what they have in common, by the grouping's name
 */
public record UsageRow(
        Map<String, String> group,
        long requests,
        long errors,
        long inputTokens,
        long cachedInputTokens,
        long outputTokens,
        long reasoningTokens,
        BigDecimal cost,
        @Nullable String currency) {

    /** What sums can be grouped by. */
    public enum Group {
        DAY("date(started_at / 1000000, 'unixepoch')"),
        HOUR("strftime('%Y-%m-%dT%H:00:00Z', started_at / 1000000, 'unixepoch')"),
        KEY("key_id"),
        MODEL("model"),
        STATUS("status");

        private final String expression;

        Group(String expression) {
            this.expression = expression;
        }

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private String column() {
            return "by_" + wireName();
        }

        static String select(List<Group> groups) {
            return groups.stream()
                    .map(group -> group.expression + " AS " + group.column() + ", ")
                    .collect(Collectors.joining());
        }

        static String names(List<Group> groups) {
            return groups.stream().map(Group::column).collect(Collectors.joining(", "));
        }
    }

    static UsageRow read(Row row, List<Group> groups) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Group group : groups) {
            values.put(group.wireName(), row.text(group.column()));
        }
        return new UsageRow(
                values,
                row.number("requests"),
                row.numberOrNull("errors") instanceof Long errors ? errors : 0,
                row.number("input_tokens"),
                row.number("cached_input_tokens"),
                row.number("output_tokens"),
                row.number("reasoning_tokens"),
                row.amount("cost"),
                row.textOrNull("currency"));
    }
}
