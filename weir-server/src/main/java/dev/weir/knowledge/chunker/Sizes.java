package dev.weir.knowledge.chunker;

import dev.weir.spi.SettingException;

/** The bounds of sizes that chunkers can be set to, in tokens. */
final class Sizes {
    private static final int LEAST = 8;
    private static final int MOST = 4000;

    private Sizes() {}

    static void check(String field, int tokens) {
        SettingException.require(
                tokens >= LEAST && tokens <= MOST,
                field,
                "must be " + LEAST + " to " + MOST + " tokens, not " + tokens,
                "A vector is made of the first 250 tokens or so; passages of 100 to 300 are usual.");
    }
}
