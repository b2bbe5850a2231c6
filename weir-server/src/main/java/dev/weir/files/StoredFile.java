package dev.weir.files;

import dev.weir.spi.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that is there.
 *
 * @param purpose what it is for, in OpenAI's words
 * @param bytes the length of its content as it was uploaded
 * @param expiresAt when it is deleted; null if only its owner deletes it
 */
public record StoredFile(
        String id,
        ProjectId project,
        String purpose,
        String fileName,
        long bytes,
        Instant createdAt,
        @Nullable Instant expiresAt) {}
