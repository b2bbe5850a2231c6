package dev.weir.dialect;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Where the members of a JSON object stand in its bytes. */
record JsonMembers(List<Member> list) {
    /** From the name's opening quote; {@code end} is after the value's last byte. */
    record Member(String name, int nameStart, int valueStart, int end) {}

    static JsonMembers of(byte[] json) {
        List<Member> members = new ArrayList<>(8);
        try (JsonParser parser = Json.fromVendor(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                members.add(member(parser, name));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        return new JsonMembers(members);
    }

    private static Member member(JsonParser parser, String name) {
        int nameStart = start(parser);
        parser.nextToken();
        int valueStart = start(parser);
        parser.skipChildren();
        parser.finishToken();
        return new Member(
                name, nameStart, valueStart, (int) parser.currentLocation().getByteOffset());
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    static int afterBrace(byte[] json) {
        int at = 0;
        while (json[at] != '{') {
            at++;
        }
        return at + 1;
    }

    static boolean isEmptyList(byte[] json, int bracket) {
        int at = bracket + 1;
        while (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t') {
            at++;
        }
        return json[at] == ']';
    }
}
