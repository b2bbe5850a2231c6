package dev.weir.dialect;

import dev.weir.spi.Payload;
import java.nio.charset.StandardCharsets;
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

    private static final byte[] USER = "\"user\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USER_ID = "\"user_id\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IDENTIFIER = "\"safety_identifier\"".getBytes(StandardCharsets.US_ASCII);

    private UserField() {}

    public static Optional<String> find(Payload payload) {
        return isPossible(payload.json())
                ? read(payload).filter(name -> !name.isBlank()).map(UserField::cut)
                : Optional.empty();
    }

    /** Most requests name nobody, and are not parsed for it: the role of a message is no member's name. */
    private static boolean isPossible(byte[] json) {
        for (int at = 0; at < json.length; at++) {
            boolean found = json[at] == '"'
                    && (isAt(json, at, USER_ID)
                            || isAt(json, at, IDENTIFIER)
                            || (isAt(json, at, USER) && isColon(json, at + USER.length)));
            if (found) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] json, int at, byte[] word) {
        for (int i = 1; i < word.length; i++) {
            if (at + i >= json.length || json[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isColon(byte[] json, int from) {
        int at = from;
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at < json.length && json[at] == ':';
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
