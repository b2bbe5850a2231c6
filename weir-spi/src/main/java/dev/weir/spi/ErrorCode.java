package dev.weir.spi;

/** Every way a request can end without an answer: its HTTP status, and whether another try may help. */
public enum ErrorCode {
    INVALID_JSON(400, false),
    INVALID_REQUEST(400, false),
    MISSING_KEY(401, false),
    INVALID_KEY(401, false),
    /** The token that names the end user proves nothing. */
    INVALID_USER_TOKEN(401, false),
    FORBIDDEN(403, false),
    NOT_FOUND(404, false),
    MODEL_NOT_FOUND(404, false),
    METHOD_NOT_ALLOWED(405, false),
    CONFLICT(409, false),
    /** The idempotency key belongs to a request with other parameters. */
    IDEMPOTENCY_KEY_REUSED(422, false),
    /** A request under this idempotency key was in progress when the process ended; nobody knows what came of it. */
    IDEMPOTENCY_OUTCOME_UNKNOWN(409, false),
    /** The request under this idempotency key is over, and there is no whole answer to give again. */
    IDEMPOTENCY_ANSWER_NOT_KEPT(409, false),
    /** What was to be changed is not what the caller had seen ({@code If-Match}). */
    PRECONDITION_FAILED(412, false),
    /** The response to be continued is not kept here. */
    PREVIOUS_RESPONSE_NOT_FOUND(400, false),
    REQUEST_TOO_LARGE(413, false),
    UNSUPPORTED_MEDIA_TYPE(415, false),
    DOCUMENT_REFUSED(422, false),
    RATE_LIMITED(429, true),
    INSUFFICIENT_QUOTA(429, false),
    /** The caller left before the answer was complete; nobody reads the status. */
    CANCELLED(499, false),
    INTERNAL_ERROR(500, false),
    /** The provider refused this request, and would refuse it again. */
    PROVIDER_REJECTED(400, false),
    /** The request is longer than the model's context. */
    CONTEXT_LENGTH_EXCEEDED(400, false),
    /** The provider's content filter rejected the request. */
    CONTENT_FILTERED(400, false),
    /** The answer does not keep to the JSON Schema that the request asks for. Asking again costs again. */
    INVALID_STRUCTURED_OUTPUT(422, false),
    /** The provider did not accept Weir's own credentials. */
    PROVIDER_AUTHENTICATION(502, false),
    PROVIDER_RATE_LIMITED(429, true),
    PROVIDER_UNAVAILABLE(502, true),
    PROVIDER_INVALID_ANSWER(502, true),
    PROVIDER_TIMEOUT(504, true),
    OVERLOADED(503, true),
    SHUTTING_DOWN(503, true),
    /** The journal or the database cannot be written, so that nothing can be metered. */
    STORAGE_UNAVAILABLE(503, true);

    private final int status;
    private final boolean retryable;

    ErrorCode(int status, boolean retryable) {
        this.status = status;
        this.retryable = retryable;
    }

    public int status() {
        return status;
    }

    public boolean retryable() {
        return retryable;
    }

    /** The code on the wire: {@code model_not_found}. */
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
