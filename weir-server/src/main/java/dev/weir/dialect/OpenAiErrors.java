package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's error envelope, {@code {"error": {"message", "type", "param", "code"}}}. Clients branch on the HTTP status
 * and on {@code code}; where OpenAI has a word for a case, Weir uses it.
 */
public final class OpenAiErrors {
    private OpenAiErrors() {}

    /** The body that tells a client why it was refused. */
    public static byte[] write(Answer.Refused refusal, String requestId) {
        return Json.write(out -> {
            out.writeStartObject().writeObjectPropertyStart("error");
            out.writeStringProperty("message", message(refusal));
            out.writeStringProperty("type", type(refusal.code()));
            if (refusal.field() == null) {
                out.writeNullProperty("param");
            } else {
                out.writeStringProperty("param", refusal.field());
            }
            out.writeStringProperty("code", code(refusal.code()));
            out.writeStringProperty("request_id", requestId);
            out.writeEndObject().writeEndObject();
        });
    }

    /**
     * What a provider's error reply means.
     *
     * @param status its HTTP status, 400 or more
     * @param body whatever came with it
     * @param retryAfter from its {@code Retry-After} header
     */
    public static Answer.Refused read(int status, byte[] body, @Nullable Duration retryAfter) {
        return ProviderError.of(status, body, retryAfter);
    }

    private static String message(Answer.Refused refusal) {
        String message = refusal.message();
        String hint = refusal.hint();
        return hint == null || message.contains(hint) ? message : message + " " + hint;
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case INVALID_JSON,
                    INVALID_REQUEST,
                    MISSING_KEY,
                    INVALID_KEY,
                    INVALID_USER_TOKEN,
                    FORBIDDEN,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    IDEMPOTENCY_KEY_REUSED,
                    IDEMPOTENCY_OUTCOME_UNKNOWN,
                    IDEMPOTENCY_ANSWER_NOT_KEPT,
                    PRECONDITION_FAILED,
                    PREVIOUS_RESPONSE_NOT_FOUND,
                    REQUEST_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    DOCUMENT_REFUSED,
                    INVALID_STRUCTURED_OUTPUT,
                    CANCELLED,
                    PROVIDER_REJECTED,
                    CONTEXT_LENGTH_EXCEEDED,
                    CONTENT_FILTERED -> "invalid_request_error";
            case RATE_LIMITED, PROVIDER_RATE_LIMITED -> "rate_limit_error";
            case INSUFFICIENT_QUOTA -> "insufficient_quota";
            case INTERNAL_ERROR,
                    PROVIDER_AUTHENTICATION,
                    PROVIDER_UNAVAILABLE,
                    PROVIDER_INVALID_ANSWER,
                    PROVIDER_TIMEOUT,
                    OVERLOADED,
                    SHUTTING_DOWN,
                    STORAGE_UNAVAILABLE -> "server_error";
        };
    }

    private static String code(ErrorCode code) {
        return switch (code) {
            case INVALID_KEY -> "invalid_api_key";
            case RATE_LIMITED -> "rate_limit_exceeded";
            case CONTENT_FILTERED -> "content_filter";
            default -> code.wire();
        };
    }
}
