package dev.weir.dialect;

import java.util.HashMap;
import java.util.Map;

/** Members that requests of chat and of the Responses API have in common, and that travel on as they came. */
final class OpenAiMembers {
    private static final Map<String, Shape> SHARED = Map.of(
            "temperature", Shape.number(0, Double.MAX_VALUE),
            "top_p", Shape.number(0, 1),
            "top_logprobs", Shape.whole(0, Integer.MAX_VALUE),
            "user", Shape.TEXT,
            "metadata", Shape.OBJECT,
            "store", Shape.FLAG,
            "service_tier", Shape.TEXT,
            "parallel_tool_calls", Shape.FLAG,
            "tool_choice", Shape.textOr("a string or an object", Shape.object(Map.of("type", Shape.TEXT), "type")));

    /** A sound in a part of a message. */
    static final Shape AUDIO =
            Shape.object(Map.of("data", InlineMedia::base64, "format", Shape.TEXT), "data", "format");

    private OpenAiMembers() {}

    /** These, and those of one API alone. */
    static Map<String, Shape> and(Map<String, Shape> own) {
        Map<String, Shape> all = new HashMap<>(SHARED);
        all.putAll(own);
        return Map.copyOf(all);
    }

    /** Leaves the reader on the member's last token; any may be null, as in OpenAI's own clients. */
    static void check(Map<String, Shape> members, String name, RequestReader in) {
        if (!in.isNull()) {
            members.getOrDefault(name, Shape.ANYTHING).check(in);
        }
    }
}
