package dev.weir.dialect;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of tools in a conversation of Anthropic's dialect. Each call has an id of its own; its result is in the
 * next message, and there once. A call with which the conversation ends may wait.
 */
final class ToolUses {
    private final Set<String> known = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private Map<String, String> waiting = new LinkedHashMap<>();

    void message(String role, List<AnthropicBlock> content) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (AnthropicBlock block : content) {
            switch (block.type()) {
                case "tool_use" -> {
                    require(
                            role.equals("assistant"),
                            block,
                            ".type",
                            "is a tool_use, which only an assistant message may hold");
                    require(known.add(String.valueOf(block.id())), block, ".id", "is the id of an earlier tool_use");
                    asked.put(String.valueOf(block.id()), block.path() + ".id");
                }
                case "tool_result" -> result(role, block);
                default -> {
                    // no tool of the caller's
                }
            }
        }
        if (!waiting.isEmpty()) {
            String field = waiting.values().iterator().next();
            throw BadRequest.field(
                    field,
                    "'" + field + "' is the id of a tool_use without a tool_result in the next message.",
                    "Begin the next message with a tool_result for each tool_use.");
        }
        waiting = asked;
    }

    private void result(String role, AnthropicBlock block) {
        String id = String.valueOf(block.id());
        require(role.equals("user"), block, ".type", "is a tool_result, which only a user message may hold");
        require(known.contains(id), block, ".tool_use_id", "answers no tool_use of an earlier assistant message");
        require(answered.add(id), block, ".tool_use_id", "answers a tool_use that has its tool_result already");
        waiting.remove(id);
    }

    private static void require(boolean holds, AnthropicBlock block, String member, String fault) {
        if (!holds) {
            String field = block.path() + member;
            throw BadRequest.field(field, "'" + field + "' " + fault + ".", null);
        }
    }
}
