package dev.weir.cli;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a check found.
 *
 * @param text what is there and, if that is not good, what to do
 */
record Finding(Level level, String name, String text) {
    /** How it is. */
    enum Level {
        @JsonProperty("good")
        GOOD("ok"),
        /** Weir works, but not everything does. */
        @JsonProperty("fair")
        FAIR("note"),
        /** Weir would not start, or does not answer. */
        @JsonProperty("bad")
        BAD("PROBLEM");

        private final String mark;

        Level(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    static Finding good(String name, String text) {
        return new Finding(Level.GOOD, name, text);
    }

    static Finding fair(String name, String text) {
        return new Finding(Level.FAIR, name, text);
    }

    static Finding bad(String name, String text) {
        return new Finding(Level.BAD, name, text);
    }
}
