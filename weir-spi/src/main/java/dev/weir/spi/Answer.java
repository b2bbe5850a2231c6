package dev.weir.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a call. */
public sealed interface Answer {
    /**
     * A complete answer.
     *
     * @param dialect what {@code json} is written in: a caller of the same dialect gets it byte for byte, for any
     *     other one the answer is written from {@code deltas} and {@code usage}
     * @param json the body; shared, not to be changed
     * @param deltas each choice's content
     * @param usage token counts, if the provider stated them
     */
    record Whole(
            Dialect dialect,
            byte[] json,
            List<Delta> deltas,
            @Nullable Usage usage) implements Answer {
        public Whole {
            deltas = List.copyOf(deltas);
        }

        /** An answer in OpenAI's chat dialect. */
        public Whole(byte[] json, List<Delta> deltas, @Nullable Usage usage) {
            this(Dialect.OPENAI_CHAT, json, deltas, usage);
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
