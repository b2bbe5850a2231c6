package dev.weir.batch;

import dev.weir.files.JsonLines;
import dev.weir.http.Json;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A line of a batch's input file: {@code {"custom_id", "method", "url", "body"}}. */
sealed interface InputLine {
    int LONGEST_ID = 512;

    /**
     * A request.
     *
     * @param body its JSON, as it was written
     */
    record Good(int number, String customId, String model, byte[] body) implements InputLine {}

    /** Something else. */
    record Bad(BatchError error) implements InputLine {}

    static InputLine read(JsonLines.Line line, String endpoint) {
        byte[] bytes = line.bytes();
        if (bytes == null) {
            return bad(line.number(), "invalid_request", "This line is too long.", null);
        }
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            return new Reading(parser, bytes, line.number(), endpoint).read();
        } catch (JacksonException e) {
            return bad(
                    line.number(),
                    "invalid_json_line",
                    "This line is not parseable as valid JSON: " + e.getOriginalMessage() + ".",
                    null);
        }
    }

    private static Bad bad(int line, String code, String message, @Nullable String param) {
        return new Bad(new BatchError(code, message, param, line));
    }

    /** One pass through a line. */
    final class Reading {
        private final JsonParser parser;
        private final byte[] bytes;
        private final int number;
        private final String endpoint;
        private @Nullable String customId;
        private @Nullable String method;
        private @Nullable String url;
        private @Nullable String model;
        private byte @Nullable [] body;
        private boolean streams;

        private Reading(JsonParser parser, byte[] bytes, int number, String endpoint) {
            this.parser = parser;
            this.bytes = bytes;
            this.number = number;
            this.endpoint = endpoint;
        }

        private InputLine read() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return bad(number, "invalid_json_line", "This line is not a JSON object.", null);
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "custom_id" -> customId = text();
                    case "method" -> method = text();
                    case "url" -> url = text();
                    case "body" -> body();
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return bad(number, "invalid_json_line", "This line goes on after its JSON object.", null);
            }
            return judged();
        }

        private @Nullable String text() {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                return parser.getString();
            }
            parser.skipChildren();
            return null;
        }

        private void body() {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            int from = (int) parser.currentTokenLocation().getByteOffset();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case "model" -> model = text();
                    case "stream" -> streams = parser.currentToken() == JsonToken.VALUE_TRUE;
                    default -> parser.skipChildren();
                }
            }
            body = Arrays.copyOfRange(
                    bytes, from, (int) parser.currentLocation().getByteOffset());
        }

        private InputLine judged() {
            if (customId == null || customId.isEmpty()) {
                return missing("custom_id", "a string that is this line's own");
            }
            if (customId.length() > LONGEST_ID) {
                return bad(
                        number,
                        "invalid_request",
                        "custom_id has more than " + LONGEST_ID + " characters.",
                        "custom_id");
            }
            if (method == null) {
                return missing("method", "\"POST\"");
            }
            if (!method.equals("POST")) {
                return bad(number, "invalid_method", "The method must be POST.", "method");
            }
            if (url == null) {
                return missing("url", "\"" + endpoint + "\", as the batch's endpoint is");
            }
            if (!url.equals(endpoint)) {
                return bad(
                        number,
                        "url_mismatch",
                        "The URL of this line does not match the batch's endpoint, " + endpoint + ".",
                        "url");
            }
            if (body == null) {
                return missing("body", "an object, the request itself");
            }
            if (model == null || model.isBlank()) {
                return missing("body.model", "the model's name");
            }
            if (streams) {
                return bad(number, "invalid_request", "A batch cannot stream: leave 'stream' out.", "body.stream");
            }
            return new Good(number, customId, model, body);
        }

        private Bad missing(String field, String wanted) {
            return bad(
                    number,
                    "missing_required_parameter",
                    "'" + field + "' is missing: it must be " + wanted + ".",
                    field);
        }
    }
}
