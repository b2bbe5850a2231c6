package dev.weir.spi;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key may do besides what its role says. */
public enum Permission {
    /** Names the end user that a request is made for, with groups and attributes, and is believed. */
    ACT_AS;

    /** The word on the wire: {@code act_as}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this word; empty if there is none. */
    public static Optional<Permission> named(String word) {
        return Stream.of(values()).filter(one -> one.wire().equals(word)).findFirst();
    }
}
