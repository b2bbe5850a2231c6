package dev.weir.knowledge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document of a knowledge base, without its text.
 *
 * @param id the caller's own
 * @param reason why it failed, why its vectors are late, or what it lacks; null where all is well
 * @param chunks passages
 * @param bytes of what was sent
 * @param progress how far the reading of its file is; null where none is read, or nothing is known
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
        Instant updatedAt,
        @Nullable Progress progress) {
    /**
     * How far a reading is.
     *
     * @param page from 1
     * @param pages how many there are; 0 where that is not known
     */
    public record Progress(int page, int pages) {}

    KbDocument with(@Nullable Progress now) {
        return new KbDocument(id, title, state, reason, chunks, bytes, metadata, readers, createdAt, updatedAt, now);
    }
}
