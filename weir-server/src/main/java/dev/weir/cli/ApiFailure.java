package dev.weir.cli;

import tools.jackson.databind.JsonNode;

/** The server's refusal, in its own words. */
final class ApiFailure extends CommandFailure {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    private ApiFailure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Reads both of the server's envelopes: its own, and OpenAI's under {@code /v1}. */
    static ApiFailure of(int status, JsonNode body) {
        JsonNode error = body.path("error");
        String message = error.path("message").asString("The server answered " + status + ".");
        String hint = error.path("hint").asString("");
        return new ApiFailure(
                status,
                error.path("code").asString(""),
                hint.isEmpty() || message.contains(hint) ? message : message + "\n" + hint);
    }

    int status() {
        return status;
    }

    /** Such as {@code not_found}. */
    String code() {
        return code;
    }
}
