package dev.weir.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * A vendor's seal on thoughts as the Responses API carries it, in the {@code encrypted_content} of a reasoning item.
 * OpenAI's own is for OpenAI alone; one of another vendor is marked, so that the item finds its way back to that vendor
 * and never goes to OpenAI, which would refuse it.
 */
final class ThoughtSeal {
    private static final String MARK = "weir:";
    private static final Needle MEMBER = Needle.of("\"" + MARK);

    private ThoughtSeal() {}

    static String marked(String signature) {
        return MARK + signature;
    }

    /** The vendor's seal; null if it is none of another vendor's. */
    static @Nullable String opened(@Nullable String content) {
        return content != null && content.startsWith(MARK) ? content.substring(MARK.length()) : null;
    }

    /** A request of the Responses API without the thoughts of other vendors, as OpenAI takes it. */
    static byte[] withoutOthers(byte[] request) {
        if (!MEMBER.isIn(request)) {
            return request;
        }
        JsonNode input = Json.tree(request).path("input");
        if (!input.isArray()) {
            return request;
        }
        ArrayNode kept = JsonMapper.shared().createArrayNode();
        input.forEach(item -> {
            if (!isOthers(item)) {
                kept.add(item);
            }
        });
        return kept.size() == input.size()
                ? request
                : JsonEdit.of().set("input", kept.toString()).apply(request);
    }

    private static boolean isOthers(JsonNode item) {
        return item.path("type").asString("").equals("reasoning")
                && opened(item.path("encrypted_content").asString("")) != null;
    }
}
