package dev.weir.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator understood of a chat request.
 *
 * @param messages their roles and texts in order; the text parts of a message are joined
 * @param tools names of the tools offered, in order
 * @param maxTokens the request's {@code max_completion_tokens} or {@code max_tokens}
 * @param promptTokens one per word piece of all the texts
 */
public record ChatSeen(
        String model,
        boolean stream,
        boolean includeUsage,
        List<Message> messages,
        List<String> tools,
        @Nullable Integer maxTokens,
        int promptTokens) {

    /** One message of the request. */
    public record Message(String role, String text) {}

    public ChatSeen {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** The text of the last message whose role is {@code user}; empty when there is none. */
    public String lastUserMessage() {
        for (Message message : messages.reversed()) {
            if (message.role().equals("user")) {
                return message.text();
            }
        }
        return "";
    }

    boolean endsWithToolResult() {
        return !messages.isEmpty() && messages.getLast().role().equals("tool");
    }

    boolean endsWithAssistant() {
        return !messages.isEmpty() && messages.getLast().role().equals("assistant");
    }
}
