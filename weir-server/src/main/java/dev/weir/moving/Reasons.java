package dev.weir.moving;

import java.util.Map;

/** Why keys of a foreign configuration are not carried. */
record Reasons(Map<String, String> known) {
    private static final String NONE = "Weir has no such setting";

    Reasons {
        known = Map.copyOf(known);
    }

    String why(String key) {
        return known.getOrDefault(key, NONE);
    }
}
