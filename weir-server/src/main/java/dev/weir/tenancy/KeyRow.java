package dev.weir.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * A key as the table holds it.
 *
 * @param previous of the text that it had before its rotation; null if it has its first one
 */
record KeyRow(VirtualKey key, SecretHash hash, @Nullable SecretHash previous) {
    /** One that has its first text. */
    KeyRow(VirtualKey key, SecretHash hash) {
        this(key, hash, null);
    }
}
