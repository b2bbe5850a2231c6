package dev.weir.parser;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes.
 *
 * @param name as its sender gave it
 * @param bytes not copied, for they may be most of what the memory holds; nobody changes them
 * @param password opens it; null where there is none
 */
@SuppressWarnings("ArrayRecordComponent")
record Source(String name, byte[] bytes, @Nullable String password) {

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /** What follows the last dot, in lower case; the whole of a name without one. */
    String extension() {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The first bytes as characters of one byte each. */
    String head(int length) {
        return new String(bytes, 0, Math.min(length, bytes.length), StandardCharsets.ISO_8859_1);
    }

    /** The last bytes as characters of one byte each. */
    String tail(int length) {
        int from = Math.max(0, bytes.length - length);
        return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
    }

    boolean startsWith(int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
