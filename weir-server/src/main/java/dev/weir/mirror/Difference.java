package dev.weir.mirror;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which two answers differ.
 *
 * @param what the field; empty where the kind says all
 * @param theirs what the other gateway has; null if it has nothing
 * @param ours what Weir has; null if it has nothing
 */
public record Difference(
        Kind kind,
        String what,
        @Nullable String theirs,
        @Nullable String ours) {
    /** In the order in which they are shown. */
    public enum Kind {
        /** The HTTP status. */
        STATUS,
        /** One of the two gave no whole answer. */
        BROKEN,
        /** A field that only the other gateway has. */
        MISSING,
        /** A field that only Weir has. */
        ADDED,
        /** A field's JSON type. */
        TYPE,
        /** The order or the kinds of a stream's events. */
        EVENTS,
        FINISH,
        TOKENS,
        /** The price of the same tokens. */
        COST;

        /** As reports have it. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is the same in all differences of a sort. */
    public String subject() {
        return kind.wireName() + (what.isEmpty() ? "" : " " + what);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case MISSING -> "missing in Weir: " + what;
            case ADDED -> "only in Weir: " + what;
            default -> subject() + ": theirs " + said(theirs) + ", Weir " + said(ours);
        };
    }

    private static String said(@Nullable String value) {
        return value == null ? "-" : value;
    }
}
