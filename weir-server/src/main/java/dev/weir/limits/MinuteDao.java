package dev.weir.limits;

import dev.weir.http.Json;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what was called lately from the table of exchanges: what a start goes on from. */
final class MinuteDao {
    private final Database database;

    /**
     * @param database with the exchanges
     */
    MinuteDao(Database database) {
        this.database = database;
    }

    /**
     * Calls that began in the same second and are held to the same limits.
     *
     * @param model as the call named it
     * @param tags the user among them
     */
    record Past(
            ProjectId project,
            KeyId key,
            String model,
            Map<String, String> tags,
            Instant second,
            long requests,
            long tokens) {}

    /** What a project's keys have called since then. */
    List<Past> since(ProjectId project, Instant from) {
        return database.read(connection -> Sql.of(connection, """
                        select key_id, model, tags, started_at / 1000000 as second, count(*) as requests,
                          sum(input_tokens + output_tokens) as tokens
                        from exchanges where project_id = ? and started_at >= ?
                        group by key_id, model, tags, started_at / 1000000
                        """)
                .bind(project.value())
                .bind(from)
                .list(row -> new Past(
                        project,
                        new KeyId(row.text("key_id")),
                        row.text("model"),
                        tags(row.textOrNull("tags")),
                        Instant.ofEpochSecond(row.number("second")),
                        row.number("requests"),
                        row.number("tokens"))));
    }

    private static Map<String, String> tags(@Nullable String json) {
        Map<String, String> tags = new HashMap<>();
        if (json != null) {
            for (Map.Entry<String, JsonNode> tag :
                    Json.tree(json.getBytes(StandardCharsets.UTF_8)).properties()) {
                tags.put(tag.getKey(), tag.getValue().asString());
            }
        }
        return tags;
    }
}
