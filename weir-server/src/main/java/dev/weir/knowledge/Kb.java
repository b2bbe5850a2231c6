package dev.weir.knowledge;

import dev.weir.spi.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A knowledge base's row.
 *
 * @param owner null for the installation's own, which every project may read
 */
record Kb(String id, @Nullable ProjectId owner, String name, Instant createdAt, KbSettings settings) {
    Kb with(KbSettings other) {
        return new Kb(id, owner, name, createdAt, other);
    }
}
