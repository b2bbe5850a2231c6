package dev.weir.knowledge.index;

import java.util.Arrays;
import java.util.List;
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

    /** All names on the wire. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Arm::wireName).toList();
    }
}
