package dev.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * What one event adds to one choice of an answer; in a whole answer, all of that choice.
 *
 * @param choice the choice's index, from 0
 * @param text visible text, empty if none
 * @param reasoning thinking text, empty if none
 * @param refusal the model's refusal text, empty if none
 * @param toolCall a piece of a tool call
 * @param finishReason why the choice ended, in OpenAI's words
 */
public record Delta(
        int choice,
        String text,
        String reasoning,
        String refusal,
        @Nullable ToolCall toolCall,
        @Nullable String finishReason) {

    public static Delta text(String text) {
        return new Delta(0, text, "", "", null, null);
    }

    public static Delta finish(String reason) {
        return new Delta(0, "", "", "", null, reason);
    }

    /**
     * A piece of a tool call: the first piece names it, later ones carry more of its arguments.
     *
     * @param index the call's place in the message
     */
    public record ToolCall(
            int index, @Nullable String id, @Nullable String name, String arguments) {}
}
