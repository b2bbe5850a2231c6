package dev.weir.tenancy;

import java.util.Locale;
import java.util.Optional;

/** What a budget or a limit is for. */
public enum Scope {
    ORGANIZATION,
    PROJECT,
    KEY,
    /** Whoever the caller says, or proves, that it acts for. */
    USER,
    /** A model by its public name, for the calls of one project. */
    MODEL,
    /** Calls of one project that carry a tag, as {@code name=value}. */
    TAG;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> named(String word) {
        for (Scope scope : values()) {
            if (scope.wire().equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
