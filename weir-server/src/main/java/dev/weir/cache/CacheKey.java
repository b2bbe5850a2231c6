package dev.weir.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What makes two requests the same: the SHA-256 of everything that decides about their answer. Each part goes in with
 * its length, so that no two lists of parts run into the same bytes.
 */
record CacheKey(long first, long second, long third, long fourth) {
    /** Puts a key together. Not thread-safe. */
    static final class Builder {
        private final MessageDigest digest = sha256();

        Builder part(String text) {
            return part(text.getBytes(StandardCharsets.UTF_8));
        }

        Builder part(byte[] bytes) {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
            return this;
        }

        CacheKey build() {
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new CacheKey(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
