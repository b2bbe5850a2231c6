package dev.weir.mirror;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What an event of a stream brings, in the order in which it counts. How text is cut into events makes no difference. */
final class EventKinds {
    private EventKinds() {}

    static List<String> of(JsonNode event) {
        if (event.has("error")) {
            return List.of("error");
        }
        String type = event.path("type").asString("");
        return type.isEmpty() ? ofChunk(event) : List.of(typed(type, event));
    }

    /** Anthropic's blocks and deltas say of what kind they are. */
    private static String typed(String type, JsonNode event) {
        String inner =
                event.at("/content_block/type").asString(event.at("/delta/type").asString(""));
        return inner.isEmpty() ? type : type + " " + inner;
    }

    /** OpenAI's chunks have no names; several things may come in one. */
    private static List<String> ofChunk(JsonNode chunk) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode choice : chunk.path("choices")) {
            JsonNode delta = choice.path("delta");
            for (String member : List.of("reasoning_content", "reasoning", "content", "refusal", "audio")) {
                if (isSaid(delta.path(member))) {
                    kinds.add(member);
                }
            }
            if (delta.path("tool_calls").size() > 0) {
                kinds.add("tool_calls");
            }
            if (isSaid(choice.path("text"))) {
                kinds.add("text");
            }
            if (choice.path("finish_reason").isString()) {
                kinds.add("finish");
            }
        }
        if (chunk.path("usage").isObject()) {
            kinds.add("usage");
        }
        return kinds;
    }

    private static boolean isSaid(JsonNode value) {
        return value.isObject() || !value.asString("").isEmpty();
    }
}
