package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A vendor's error object, {@code {"message", "type", "param", "code"}}, and what it means for the caller. {@code code}
 * may be a word (OpenAI) or an HTTP status (OpenRouter); some vendors send a bare string instead of an object.
 */
final class ProviderError {
    private static final int LONGEST = 2000;

    private final JsonParser parser;
    private String message = "";
    private String type = "";
    private String code = "";
    private @Nullable String param;
    private int status;
    private @Nullable Duration retryDelay;

    private ProviderError(JsonParser parser) {
        this.parser = parser;
    }

    static Answer.Refused unreadable(String why) {
        return Answer.Refused.of(
                ErrorCode.PROVIDER_INVALID_ANSWER, "The provider's answer could not be read: " + why + ".");
    }

    /** An error under a status that promised an answer; stands on the value of {@code error}. */
    static Answer.Refused inside(JsonParser parser) {
        ProviderError error = new ProviderError(parser);
        error.read();
        int meant = error.status >= 400 ? error.status : error.statusByWords();
        return error.refusal(meant, null);
    }

    /**
     * An error that AWS names, as {@code throttlingException}, with its members in the value that the parser stands on.
     */
    static Answer.Refused named(String name, JsonParser parser) {
        ProviderError error = new ProviderError(parser);
        error.read();
        error.code = name.toLowerCase(Locale.ROOT);
        return error.refusal(statusOf(error.code), null);
    }

    private static int statusOf(String exception) {
        return switch (exception.endsWith("exception")
                ? exception.substring(0, exception.length() - "exception".length())
                : exception) {
            case "throttling", "servicequotaexceeded", "modelnotready" -> 429;
            case "validation" -> 400;
            case "accessdenied", "unrecognizedclient", "expiredtoken", "invalidsignature" -> 403;
            case "modeltimeout" -> 408;
            case "serviceunavailable" -> 503;
            default -> 500;
        };
    }

    /** An error as it should be, with its status; the body may be anything. */
    static Answer.Refused of(int status, byte[] body, @Nullable Duration retryAfter) {
        try (JsonParser parser = Json.fromVendor(body)) {
            ProviderError error = new ProviderError(parser);
            error.find();
            return error.refusal(status, retryAfter);
        }
    }

    /** Takes what it finds, under {@code error} or without it; an HTML page from a proxy says nothing. */
    private void find() {
        try {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                first = parser.nextToken();
            }
            if (first == JsonToken.START_OBJECT) {
                members();
            }
        } catch (JacksonException notJson) {
            code = "";
        }
    }

    private void read() {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            members();
        } else {
            message = Text.orEmpty(parser);
        }
    }

    private void members() {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            member(name);
        }
    }

    private void member(String name) {
        switch (name) {
            case "error" -> read();
            case "message", "Message" -> message = Text.orEmpty(parser);
            case "type" -> type = Text.orEmpty(parser).toLowerCase(Locale.ROOT);
            case "param" -> param = Text.orNull(parser);
            case "code" -> code();
            case "status", "status_code" -> status();
            case "details" -> details();
            default -> parser.skipChildren();
        }
    }

    /** A number, or a word as Google has it. */
    private void status() {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            type = type.isEmpty() ? Text.orEmpty(parser).toLowerCase(Locale.ROOT) : type;
        } else {
            status = Text.index(parser, status);
        }
    }

    /** Google's list of what else there is to say (google.rpc.RetryInfo, google.rpc.ErrorInfo). */
    private void details() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                detail();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void detail() {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "retryDelay" -> retryDelay = seconds(Text.orEmpty(parser));
                case "reason" -> code = code.isEmpty() ? Text.orEmpty(parser).toLowerCase(Locale.ROOT) : code;
                default -> parser.skipChildren();
            }
        }
    }

    /** A duration as protocol buffers write it in JSON: {@code 32.5s}. */
    private static @Nullable Duration seconds(String text) {
        try {
            double seconds = text.endsWith("s") ? Double.parseDouble(text.substring(0, text.length() - 1)) : -1;
            return seconds >= 0 && seconds < Integer.MAX_VALUE ? Duration.ofMillis((long) (seconds * 1000)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void code() {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            status = Text.index(parser, status);
        } else {
            code = Text.orEmpty(parser).toLowerCase(Locale.ROOT);
        }
    }

    private int statusByWords() {
        String words = type + " " + code;
        if (words.contains("rate_limit")
                || words.contains("quota")
                || words.contains("too_many")
                || words.contains("resource_exhausted")) {
            return 429;
        }
        if (words.contains("auth") || words.contains("api_key") || words.contains("permission")) {
            return 401;
        }
        if (words.contains("overloaded")) {
            return 529;
        }
        if (words.contains("deadline_exceeded")) {
            return 504;
        }
        return words.contains("invalid_request")
                        || words.contains("invalid_argument")
                        || words.contains("failed_precondition")
                        || words.contains("content_filter") || words.contains("context_length")
                ? 400
                : 500;
    }

    private Answer.Refused refusal(int meant, @Nullable Duration retryAfter) {
        String said = message.isBlank() ? "and did not say why" : "saying: " + shortened(message);
        return new Answer.Refused(
                rejectionOr(codeFor(meant)),
                "The provider answered with error " + meant + ", " + said,
                param,
                null,
                retryAfter == null ? retryDelay : retryAfter,
                meant);
    }

    /** Vendors name these two cases in the code, the type or only in the message. */
    private ErrorCode rejectionOr(ErrorCode other) {
        if (other != ErrorCode.PROVIDER_REJECTED) {
            return other;
        }
        String words = code + " " + type;
        if (words.contains("api_key_invalid")) {
            return ErrorCode.PROVIDER_AUTHENTICATION;
        }
        String said = message.toLowerCase(Locale.ROOT);
        if (words.contains("context_length")
                || said.contains("maximum context length")
                || said.contains("exceeds the maximum number of tokens allowed")
                || said.contains("prompt is too long")
                || said.contains("input is too long")
                || said.contains("too many tokens")) {
            return ErrorCode.CONTEXT_LENGTH_EXCEEDED;
        }
        return words.contains("content_filter") || words.contains("content_policy")
                ? ErrorCode.CONTENT_FILTERED
                : other;
    }

    private static ErrorCode codeFor(int status) {
        return switch (status) {
            case 401, 403 -> ErrorCode.PROVIDER_AUTHENTICATION;
            case 408, 504, 524 -> ErrorCode.PROVIDER_TIMEOUT;
            case 429 -> ErrorCode.PROVIDER_RATE_LIMITED;
            case 424 -> ErrorCode.PROVIDER_UNAVAILABLE;
            default -> status >= 400 && status < 500 ? ErrorCode.PROVIDER_REJECTED : ErrorCode.PROVIDER_UNAVAILABLE;
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
