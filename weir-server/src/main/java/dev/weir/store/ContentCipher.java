package dev.weir.store;

import dev.weir.spi.ProjectId;
import org.jspecify.annotations.Nullable;

/** Keeps the text of messages from everybody who does not hold the project's key. Thread-safe. */
public interface ContentCipher {
    /**
     * Encrypts content with the project's current key.
     *
     * @param context what the content belongs to; opening needs the same
     */
    Envelope seal(ProjectId project, byte[] content, byte[] context);

    /**
     * Decrypts content; null if its key was destroyed, which is how content is erased.
     *
     * @throws StorageException of kind {@code CORRUPT} if the content or its context was changed
     */
    byte @Nullable [] open(ProjectId project, Envelope envelope, byte[] context);

    /**
     * Encrypted content and the names of the keys it needs.
     *
     * @param key the project's data key
     * @param endUserKey the end user's key, where content is sealed for one as well
     */
    record Envelope(String key, @Nullable String endUserKey, byte[] ciphertext) {}
}
