package dev.weir.dialect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.spi.ProjectId;
import tools.jackson.databind.JsonNode;

/** Schemas that were used lately: applications send the same ones again and again. Thread-safe. */
public final class SchemaCache {
    private static final int KEPT = 500;

    private final Cache<Key, AnswerSchema> schemas =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private record Key(ProjectId project, JsonNode text) {}

    public AnswerSchema get(ProjectId project, JsonNode text) throws AnswerSchema.Malformed {
        Key key = new Key(project, text);
        AnswerSchema known = schemas.getIfPresent(key);
        if (known == null) {
            known = AnswerSchema.of(text);
            schemas.put(key, known);
        }
        return known;
    }
}
