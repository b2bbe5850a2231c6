package dev.weir.spi;

import java.util.Locale;
import java.util.Optional;

/** Who goes first when calls have to wait for a place; the most urgent first. */
public enum Priority {
    /** Somebody looks at the screen. */
    INTERACTIVE,
    NORMAL,
    /** Nobody waits for it: bulk work that may take its time. */
    BATCH;

    /** The word on the wire: {@code interactive}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class of that name, in any case. */
    public static Optional<Priority> named(String word) {
        for (Priority priority : values()) {
            if (priority.name().equalsIgnoreCase(word)) {
                return Optional.of(priority);
            }
        }
        return Optional.empty();
    }

    /** This one, or {@code highest} where this is more urgent. */
    public Priority atMost(Priority highest) {
        return compareTo(highest) < 0 ? highest : this;
    }
}
