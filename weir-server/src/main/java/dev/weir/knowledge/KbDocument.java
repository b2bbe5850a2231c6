package dev.weir.knowledge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document of a knowledge base, without its text.
 *
 * @param id the caller's own
 * @param reason why it failed, or why its vectors are late; null where all is well
 * @param chunks passages
 * @param bytes of what was sent
 */
public record KbDocument(
        String id,
        String title,
        DocumentState state,
        @Nullable String reason,
        int chunks,
        long bytes,
        ObjectNode metadata,
        Readers readers,
        Instant createdAt,
        Instant updatedAt) {}
