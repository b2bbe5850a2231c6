package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.Optional;

/** Ends the reading of a file and says what became of it; what was read before stands. */
final class NotRead extends RuntimeException {
    private final Outcome outcome;
    private final String reason;

    NotRead(Outcome outcome, String reason) {
        super(reason, null, false, false);
        this.outcome = outcome;
        this.reason = reason;
    }

    Outcome outcome() {
        return outcome;
    }

    String reason() {
        return reason;
    }

    /** The one that a library wrapped in exceptions of its own. */
    static Optional<NotRead> in(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof NotRead notRead) {
                return Optional.of(notRead);
            }
        }
        return Optional.empty();
    }
}
