package dev.weir.simulator;

import org.jspecify.annotations.Nullable;

/** A request that the simulated provider refuses with 400, as a real one would. */
final class Unacceptable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String param;

    Unacceptable(String message, @Nullable String param) {
        super(message, null, false, false);
        this.param = param;
    }

    @Nullable
    String param() {
        return param;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
