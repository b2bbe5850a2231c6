package dev.weir.live;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An entry on the wire.
 *
 * @param source who has the last word on it: {@code file}, {@code environment} (a variable {@code WEIR_…}), {@code
 *     start} (found when the server was started) or {@code api}
 * @param config what is in force, defaults included; secrets as references or {@code ***}
 * @param origins where each key comes from that was written; all others have their defaults
 * @param changedAt when it was set over the API; null if it was not
 * @param changedBy the id of the key that set it
 * @param covers whether the file has an entry of that name, which is out of force
 * @param conflict what is to be decided, because the file's entry was edited after it was covered; null for nothing
 */
record EntryView(
        String name,
        String source,
        String etag,
        JsonNode config,
        Map<String, String> origins,
        @Nullable Instant changedAt,
        @Nullable String changedBy,
        boolean covers,
        @Nullable String conflict) {}
