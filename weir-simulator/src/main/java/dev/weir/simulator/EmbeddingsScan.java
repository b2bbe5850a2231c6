package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** One streaming pass over an embedding request. */
final class EmbeddingsScan {
    private final JsonParser in;
    private final List<String> input = new ArrayList<>();
    private @Nullable String model;
    private boolean base64;
    private @Nullable Integer dimensions;
    private int promptTokens;

    private EmbeddingsScan(JsonParser in) {
        this.in = in;
    }

    /** @throws Unacceptable when a real provider would refuse the request, too */
    static EmbeddingsSeen read(byte[] body) {
        try (JsonParser in = ChatScan.FACTORY.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            return new EmbeddingsScan(in).request();
        } catch (JacksonException e) {
            throw ChatScan.notJson(e);
        }
    }

    private EmbeddingsSeen request() {
        ChatScan.object(in, null);
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            field(name, in.nextToken());
        }
        if (model == null) {
            throw new Unacceptable("you must provide a model parameter", "model");
        }
        if (input.isEmpty() || input.contains("")) {
            throw new Unacceptable("'input' cannot be an empty string or an empty array.", "input");
        }
        return new EmbeddingsSeen(model, input, base64, dimensions, promptTokens);
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "model" -> model = value == JsonToken.VALUE_STRING ? in.getString() : null;
            case "input" -> input(value);
            case "encoding_format" -> base64 = format(in.getString());
            case "dimensions" -> dimensions = dimensions(value);
            default -> in.skipChildren();
        }
    }

    private @Nullable Integer dimensions(JsonToken value) {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        int asked = value == JsonToken.VALUE_NUMBER_INT ? in.getIntValue() : 0;
        if (asked < 1 || asked > Embedder.MAX_DIMENSIONS) {
            throw new Unacceptable(
                    "Invalid value for 'dimensions': expected an integer from 1 to " + Embedder.MAX_DIMENSIONS + ".",
                    "dimensions");
        }
        return asked;
    }

    private static boolean format(String name) {
        return switch (name) {
            case "base64" -> true;
            case "float", "null" -> false;
            default ->
                throw new Unacceptable(
                        "Invalid value for 'encoding_format': expected 'float' or 'base64'.", "encoding_format");
        };
    }

    private void input(JsonToken value) {
        switch (value) {
            case VALUE_STRING -> text(in.getString());
            case START_ARRAY -> array();
            default -> throw wrongInput();
        }
    }

    private void array() {
        JsonToken value = in.nextToken();
        if (value == JsonToken.VALUE_NUMBER_INT) {
            tokens(value);
            return;
        }
        for (; value != JsonToken.END_ARRAY; value = in.nextToken()) {
            switch (value) {
                case VALUE_STRING -> text(in.getString());
                case START_ARRAY -> tokens(in.nextToken());
                default -> throw wrongInput();
            }
        }
    }

    private void text(String text) {
        input.add(text);
        promptTokens += WordPieces.count(text);
    }

    private void tokens(JsonToken first) {
        StringBuilder numbers = new StringBuilder();
        for (JsonToken value = first; value != JsonToken.END_ARRAY; value = in.nextToken()) {
            if (value != JsonToken.VALUE_NUMBER_INT) {
                throw wrongInput();
            }
            numbers.append(in.getString()).append(' ');
            promptTokens++;
        }
        input.add(numbers.toString());
    }

    private static Unacceptable wrongInput() {
        return new Unacceptable(
                "Invalid type for 'input': expected a string, an array of strings, or arrays of token numbers.",
                "input");
    }
}
