package dev.weir.dialect;

import dev.weir.spi.Payload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds whom a request says that it is for: {@code user}, or what OpenAI calls it now, {@code safety_identifier}; in
 * Anthropic's dialect {@code metadata.user_id}. It is a label, not a proof.
 */
public final class UserField {
    /** The tag under which an exchange keeps it. */
    public static final String TAG = "weir.user";

    /** A longer name is cut. */
    public static final int LONGEST = 256;

    private static final Needle USER = Needle.of("\"user\":");
    private static final Needle SPACED_USER = Needle.of("\"user\" ");
    private static final Needle IDENTIFIER = Needle.of("\"safety_identifier\"");
    private static final Needle USER_ID = Needle.of("\"user_id\"");

    private UserField() {}

    public static Optional<String> find(Payload payload) {
        byte[] json = payload.json();
        boolean maybe = USER.isIn(json) || SPACED_USER.isIn(json) || IDENTIFIER.isIn(json) || USER_ID.isIn(json);
        return maybe ? read(payload).filter(name -> !name.isBlank()).map(UserField::cut) : Optional.empty();
    }

    private static String cut(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    }

    private static Optional<String> read(Payload payload) {
        try (JsonParser in = Json.fromVendor(payload.json())) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            return Optional.ofNullable(
                    switch (payload.dialect()) {
                        case ANTHROPIC_MESSAGES -> inMetadata(in);
                        default -> member(in);
                    });
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String inMetadata(JsonParser in) {
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean metadata = in.currentName().equals("metadata");
            if (in.nextToken() == JsonToken.START_OBJECT && metadata) {
                return text(in, "user_id");
            }
            in.skipChildren();
        }
        return null;
    }

    private static @Nullable String text(JsonParser in, String wanted) {
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = in.currentName().equals(wanted);
            if (in.nextToken() == JsonToken.VALUE_STRING && found) {
                return in.getString();
            }
            in.skipChildren();
        }
        return null;
    }

    /** The older name goes first: a caller that sends both keeps it for those who read it. */
    private static @Nullable String member(JsonParser in) {
        String identifier = null;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            boolean text = in.nextToken() == JsonToken.VALUE_STRING;
            if (text && name.equals("user")) {
                return in.getString();
            } else if (text && name.equals("safety_identifier")) {
                identifier = in.getString();
            }
            in.skipChildren();
        }
        return identifier;
    }
}
