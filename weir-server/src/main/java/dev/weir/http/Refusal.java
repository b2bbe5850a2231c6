package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request to one of Weir's own routes with an error. Carries no stack: it is an outcome, not a bug. */
public class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refused refused;
    private final transient Map<String, String> headers;

    public Refusal(Refused refused) {
        this(refused, Map.of());
    }

    /** One whose response says more in headers of its own. */
    public Refusal(Refused refused, Map<String, String> headers) {
        super(refused.message(), null, false, false);
        this.refused = refused;
        this.headers = Map.copyOf(headers);
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

    /** Headers of the response. */
    Map<String, String> headers() {
        return headers;
    }
}
