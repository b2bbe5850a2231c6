package dev.weir.dialect;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tool calls of a conversation wait for their results. OpenAI wants a result for every call, after the message
 * that called and before any other, and no result without a call.
 */
final class ToolCalls {
    private final Set<String> known = new HashSet<>();
    private final Map<String, String> waiting = new LinkedHashMap<>();

    /**
     * Calls of one message; none is a message like any other.
     *
     * @param place of the list
     */
    void ask(List<String> ids, String place) {
        end();
        for (int i = 0; i < ids.size(); i++) {
            String field = place + "[" + i + "].id";
            if (waiting.put(ids.get(i), field) != null) {
                throw BadRequest.field(
                        field, "'" + field + "' is the id of another call of the same message.", "Give each its own.");
            }
        }
        known.addAll(ids);
    }

    void answer(String id, String field) {
        if (!known.contains(id)) {
            throw BadRequest.field(
                    field,
                    "'" + field + "' answers no tool call before it.",
                    "Send the assistant's message with its tool_calls before their results.");
        }
        waiting.remove(id);
    }

    /** The results are over. */
    void end() {
        if (!waiting.isEmpty()) {
            String field = waiting.values().iterator().next();
            throw BadRequest.field(
                    field,
                    "'" + field + "' is the id of a tool call without a result.",
                    "Send a message of the role tool for each call, right after the message that calls.");
        }
    }
}
