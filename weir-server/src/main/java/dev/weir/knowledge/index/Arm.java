package dev.weir.knowledge.index;

import java.util.Locale;

/** A way of finding passages. */
public enum Arm {
    /** By their words. */
    BM25,
    /** By their meaning: the nearest embedding vectors. */
    DENSE;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
