package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Ends a request to one of Weir's own routes with an error. Carries no stack: it is an outcome, not a bug. */
public class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refused refused;

    public Refusal(Refused refused) {
        super(refused.message(), null, false, false);
        this.refused = refused;
    }

    public Refusal(ErrorCode code, String message) {
        this(Refused.of(code, message));
    }

    public Refusal(ErrorCode code, String message, @Nullable String field, @Nullable String hint) {
        this(Refused.of(code, message, field, hint));
    }

    public Refused refused() {
        return refused;
    }
}
