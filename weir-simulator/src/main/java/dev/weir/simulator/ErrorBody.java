package dev.weir.simulator;

import org.jspecify.annotations.Nullable;

/** A provider's error, in OpenAI's envelope, Anthropic's or Google's, or bare, as AWS and Cohere have it. */
record ErrorBody(
        String message,
        String type,
        @Nullable String param,
        @Nullable String code) {

    /** What a provider says with this status when the script does not say it. */
    static ErrorBody of(int status) {
        return switch (status) {
            case 401 -> new ErrorBody("Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
            case 403 ->
                new ErrorBody("You are not allowed to use this model.", "invalid_request_error", null, "forbidden");
            case 404 -> new ErrorBody("The model does not exist.", "invalid_request_error", null, "model_not_found");
            case 429 -> new ErrorBody("Rate limit reached.", "requests", null, "rate_limit_exceeded");
            case 503 -> new ErrorBody("The engine is currently overloaded.", "server_error", null, "overloaded");
            default ->
                status < 500
                        ? new ErrorBody("Simulated fault " + status + ".", "invalid_request_error", null, null)
                        : new ErrorBody("Simulated fault " + status + ".", "server_error", null, "server_error");
        };
    }

    static ErrorBody invalid(String message, @Nullable String param) {
        return new ErrorBody(message, "invalid_request_error", param, null);
    }

    String json() {
        JsonBytes out = new JsonBytes().raw("{\"error\":{\"message\":").string(message);
        out.raw(",\"type\":").string(type);
        orNull(out.raw(",\"param\":"), param);
        orNull(out.raw(",\"code\":"), code);
        return out.raw("}}").toString();
    }

    /** Anthropic's envelope; its type follows from the status. */
    String messagesJson(int status) {
        JsonBytes out = new JsonBytes().raw("{\"type\":\"error\",\"error\":{\"type\":");
        out.string(messagesType(status)).raw(",\"message\":").string(message);
        return out.raw("},\"request_id\":\"req_sim\"}").toString();
    }

    /** Google's envelope; a limit says when to come back. */
    String googleJson(int status) {
        JsonBytes out = new JsonBytes().raw("{\"error\":{\"code\":").number(status);
        out.raw(",\"message\":").string(message).raw(",\"status\":").string(googleStatus(status));
        return out.raw(",\"details\":[]}}").toString();
    }

    /** The message alone. */
    String bareJson() {
        return new JsonBytes().raw("{\"message\":").string(message).raw("}").toString();
    }

    private static String googleStatus(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "FAILED_PRECONDITION" : "INTERNAL";
        };
    }

    private static String messagesType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static void orNull(JsonBytes out, @Nullable String value) {
        out.raw(value == null ? new byte[] {'n', 'u', 'l', 'l'} : JsonBytes.quoted(value));
    }
}
