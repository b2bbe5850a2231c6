package dev.weir.http;

import dev.weir.spi.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** JSON for Weir's own API: snake_case records in, snake_case records out, unknown fields refused by name. */
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final int LONGEST_MESSAGE = 300;

    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static Response.Full ok(Object value) {
        return Response.json(200, bytes(value));
    }

    public static Response.Full created(Object value) {
        return Response.json(201, bytes(value));
    }

    /**
     * Reads a request's body.
     *
     * @throws Refusal that says where the body is not what {@code type} wants
     */
    public static <T> T read(Request request, Class<T> type) {
        return read(request.json(), type);
    }

    public static <T> T read(byte[] body, Class<T> type) {
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw new Refusal(ErrorCode.INVALID_REQUEST, "The body is null.", null, "Send a JSON object.");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no field '" + path(e) + "'.",
                    path(e),
                    "The fields are " + e.getKnownPropertyIds() + ".");
        } catch (MismatchedInputException e) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, mismatch(e), path(e), null);
        } catch (InputCoercionException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The body holds a number that is too large.",
                    e.processor() == null ? null : e.processor().currentName(),
                    null);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    public static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /** The refusal of a body that a stricter reader than this one could not read. */
    public static Refusal notJson(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The body is nested too deep, or holds a name or a number that is too long.",
                    null,
                    "At most " + MAX_DEPTH + " levels are read.");
        }
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new Refusal(
                ErrorCode.INVALID_JSON,
                "The body is not JSON" + where + ": " + shortened(e.getOriginalMessage()) + ".",
                null,
                "Send one JSON object in UTF-8.");
    }

    /** It may tell back a name that was sent. */
    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static String mismatch(MismatchedInputException e) {
        if (e.getPath().isEmpty()) {
            return "The body is not a JSON object of the right shape.";
        }
        return "'" + path(e) + "' has the wrong type"
                + (e.getTargetType() == null ? "" : ": " + typeName(e.getTargetType()) + " is wanted") + ".";
    }

    private static String typeName(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return Iterable.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static String path(MismatchedInputException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
