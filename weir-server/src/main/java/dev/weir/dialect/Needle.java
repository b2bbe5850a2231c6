package dev.weir.dialect;

import java.nio.charset.StandardCharsets;

/** A word that bytes are searched for without being parsed: most requests do not have it. Immutable. */
final class Needle {
    private final byte[] word;

    private Needle(byte[] word) {
        this.word = word;
    }

    static Needle of(String ascii) {
        return new Needle(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    boolean isIn(byte[] bytes) {
        for (int at = 0; at <= bytes.length - word.length; at++) {
            if (bytes[at] == word[0] && isAt(bytes, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(byte[] bytes, int at) {
        for (int i = 1; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
