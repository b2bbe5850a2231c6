package dev.weir.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted; null for any.
 *
 * @param action what an administrator did
 * @param actor the id of the key that acted
 * @param subject an exchange, an attempt, or what an administrator acted on
 * @param from the first moment, and {@code to} the first one after
 */
public record EntryFilter(
        @Nullable String kind,
        @Nullable String action,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final EntryFilter ALL = new EntryFilter(null, null, null, null, null, null);

    /** Conditions on columns with their values. */
    Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        put(columns, "kind = ?", kind);
        put(columns, "action = ?", action);
        put(columns, "actor = ?", actor);
        put(columns, "at >= ?", from);
        put(columns, "at < ?", to);
        return columns;
    }

    private static void put(Map<String, Object> columns, String condition, @Nullable Object value) {
        if (value != null) {
            columns.put(condition, value);
        }
    }
}
