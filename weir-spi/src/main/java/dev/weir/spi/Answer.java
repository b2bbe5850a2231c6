package dev.weir.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a call. */
public sealed interface Answer {
    /**
     * A complete answer.
     *
     * @param json the body in the call's dialect; shared, not to be changed
     * @param deltas each choice's content
     * @param usage token counts, if the provider stated them
     */
    record Whole(byte[] json, List<Delta> deltas, @Nullable Usage usage) implements Answer {
        public Whole {
            deltas = List.copyOf(deltas);
        }
    }

    /** An answer that is still being made. Its first event may already be waiting. */
    record Streamed(Events events) implements Answer {}

    /**
     * No answer, and why.
     *
     * @param message says what was wrong and what to do, to the caller
     * @param field the request's field at fault, in dots and brackets
     * @param hint what would be right
     * @param retryAfter when another try makes sense, if known
     * @param providerStatus the provider's HTTP status, if it answered
     */
    record Refused(
            ErrorCode code,
            String message,
            @Nullable String field,
            @Nullable String hint,
            @Nullable Duration retryAfter,
            @Nullable Integer providerStatus)
            implements Answer {

        public static Refused of(ErrorCode code, String message) {
            return new Refused(code, message, null, null, null, null);
        }

        public static Refused of(ErrorCode code, String message, @Nullable String field, @Nullable String hint) {
            return new Refused(code, message, field, hint, null, null);
        }

        public boolean retryable() {
            return code.retryable();
        }

        /** The HTTP status to answer with: the provider's own where it rejected the request itself. */
        public int status() {
            return code == ErrorCode.PROVIDER_REJECTED && providerStatus != null ? providerStatus : code.status();
        }
    }
}
