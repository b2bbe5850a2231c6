package dev.weir.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An entry that was set or taken away over the API.
 *
 * @param entry as it was sent; null if the entry is taken away
 * @param by the id of the key that did it
 * @param over what the file said then, as {@link Fingerprint}; null if it said nothing
 */
record Change(
        Kind kind,
        String name,
        @Nullable JsonNode entry,
        Instant at,
        String by,
        @Nullable String over) {

    boolean isOf(Kind otherKind, String otherName) {
        return kind == otherKind && name.equals(otherName);
    }
}
