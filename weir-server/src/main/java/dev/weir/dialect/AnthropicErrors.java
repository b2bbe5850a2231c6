package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.ErrorCode;

/**
 * Anthropic's error envelope, {@code {"type": "error", "error": {"type", "message"}, "request_id"}}. It has no place
 * for the field at fault, so that the message names it, as
 * {@code messages.0.content.1.text}.
 */
public final class AnthropicErrors {
    private static final int PAYMENT_REQUIRED = 402;
    private static final int OVERLOADED = 529;

    private AnthropicErrors() {}

    /** The body, or the event's data, that tells a client why it was refused. */
    public static byte[] write(Answer.Refused refusal, String requestId) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("type", "error");
            out.writeObjectPropertyStart("error");
            out.writeStringProperty("type", type(refusal));
            out.writeStringProperty("message", message(refusal));
            out.writeEndObject();
            out.writeStringProperty("request_id", requestId);
            out.writeEndObject();
        });
    }

    private static String message(Answer.Refused refusal) {
        String place = refusal.field();
        String field = place == null ? null : inPoints(place);
        String message = place == null || field == null
                ? refusal.message()
                : refusal.message().replace(place, field);
        String said = field == null || message.contains(field) ? message : field + ": " + message;
        String hint = refusal.hint();
        return hint == null || said.contains(hint) ? said : said + " " + hint;
    }

    /** {@code messages.0.content} for {@code messages[0].content}, as Anthropic writes places. */
    private static String inPoints(String place) {
        return place.replace("[", ".").replace("]", "");
    }

    /** Where money is short Anthropic's API says 402, others 429. */
    public static int status(Answer.Refused refusal) {
        return refusal.code() == ErrorCode.INSUFFICIENT_QUOTA ? PAYMENT_REQUIRED : refusal.status();
    }

    private static String type(Answer.Refused refusal) {
        ErrorCode code = refusal.code();
        return switch (code) {
            case MISSING_KEY, INVALID_KEY, INVALID_USER_TOKEN -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND, MODEL_NOT_FOUND -> "not_found_error";
            case REQUEST_TOO_LARGE -> "request_too_large";
            case RATE_LIMITED, PROVIDER_RATE_LIMITED -> "rate_limit_error";
            case INSUFFICIENT_QUOTA -> "billing_error";
            case PROVIDER_REJECTED -> refusal.status() == 413 ? "request_too_large" : "invalid_request_error";
            case INVALID_JSON,
                    INVALID_REQUEST,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    IDEMPOTENCY_KEY_REUSED,
                    IDEMPOTENCY_OUTCOME_UNKNOWN,
                    IDEMPOTENCY_ANSWER_NOT_KEPT,
                    PRECONDITION_FAILED,
                    PREVIOUS_RESPONSE_NOT_FOUND,
                    UNSUPPORTED_MEDIA_TYPE,
                    DOCUMENT_REFUSED,
                    INVALID_STRUCTURED_OUTPUT,
                    CONTEXT_LENGTH_EXCEEDED,
                    CONTENT_FILTERED,
                    CANCELLED -> "invalid_request_error";
            case PROVIDER_TIMEOUT -> "timeout_error";
            case OVERLOADED, SHUTTING_DOWN -> "overloaded_error";
            case PROVIDER_UNAVAILABLE -> overloaded(refusal) ? "overloaded_error" : "api_error";
            case INTERNAL_ERROR, PROVIDER_AUTHENTICATION, PROVIDER_INVALID_ANSWER, STORAGE_UNAVAILABLE -> "api_error";
        };
    }

    private static boolean overloaded(Answer.Refused refusal) {
        return refusal.providerStatus() != null && refusal.providerStatus() == OVERLOADED;
    }
}
