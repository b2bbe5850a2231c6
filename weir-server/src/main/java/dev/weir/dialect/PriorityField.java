package dev.weir.dialect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds {@code weir.priority} in a request that nobody has read yet: admission wants to know it only when a call has to
 * wait. Whatever is wrong with the body is left to its dialect.
 */
public final class PriorityField {
    private PriorityField() {}

    public static Optional<String> find(byte[] body) {
        if (body.length == 0 || body[0] == '-') {
            return Optional.empty();
        }
        try (JsonParser in = Json.fromVendor(body)) {
            return in.nextToken() == JsonToken.START_OBJECT
                            && enter(in, "weir") == JsonToken.START_OBJECT
                            && enter(in, "priority") == JsonToken.VALUE_STRING
                    ? Optional.of(in.getString())
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Goes to a member of the object that was begun; the token of its value, or null if there is none. */
    private static @Nullable JsonToken enter(JsonParser in, String wanted) {
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = in.currentName().equals(wanted);
            JsonToken value = in.nextToken();
            if (found) {
                return value;
            }
            in.skipChildren();
        }
        return null;
    }
}
