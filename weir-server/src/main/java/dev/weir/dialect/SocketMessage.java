package dev.weir.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a message on a chat socket says beside its request: {@code id} tells requests at the same time apart, {@code
 * cancel} ends one.
 *
 * @param id the request's; null if it has none
 * @param cancel the id of the request to end, empty for the one without an id; null if this is a request
 */
public record SocketMessage(@Nullable String id, @Nullable String cancel) {
    private static final int LONGEST = 128;

    /** Whatever is wrong with the message is left to its dialect. */
    public static SocketMessage read(byte[] text) {
        String id = null;
        if (Utf8.firstLoneSurrogate(text) >= 0 || Utf8.isWide(text)) {
            return new SocketMessage(null, null);
        }
        try (JsonParser in = Json.fromClient(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return new SocketMessage(null, null);
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                if (name.equals("cancel")) {
                    return new SocketMessage(null, value == JsonToken.VALUE_STRING ? in.getString() : "");
                } else if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                    id = in.getString();
                } else {
                    in.skipChildren();
                }
            }
        } catch (JacksonException e) {
            return new SocketMessage(null, null);
        }
        return new SocketMessage(id == null || id.isEmpty() || id.length() > LONGEST ? null : id, null);
    }
}
