package dev.weir.audit;

import dev.weir.http.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A part of the log, on the wire.
 *
 * @param next the cursor of the next part; null at the end
 */
public record LogPage(List<Item> data, @Nullable String next) {
    /**
     * One entry.
     *
     * @param action what an administrator did; null for other kinds
     * @param actor the id of the key that acted; null where the record does not name it
     */
    public record Item(
            long entry,
            String kind,
            @Nullable String action,
            Instant at,
            @Nullable String actor,
            JsonNode body) {
        static Item of(AuditDao.Numbered each) {
            LogEntry entry = each.entry();
            return new Item(
                    each.number(), entry.kind(), entry.action(), entry.at(), entry.actor(), Json.tree(entry.body()));
        }
    }
}
