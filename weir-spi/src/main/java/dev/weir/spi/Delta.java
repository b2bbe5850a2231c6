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
 * @param aside what goes with it beside the words, if anything
 */
public record Delta(
        int choice,
        String text,
        String reasoning,
        String refusal,
        @Nullable ToolCall toolCall,
        @Nullable String finishReason,
        @Nullable Aside aside) {

    /** A delta with nothing beside its words. */
    public Delta(
            int choice,
            String text,
            String reasoning,
            String refusal,
            @Nullable ToolCall toolCall,
            @Nullable String finishReason) {
        this(choice, text, reasoning, refusal, toolCall, finishReason, null);
    }

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

    /**
     * What a vendor says beside the words, for callers whose dialect has a place for it.
     *
     * @param signature the vendor's seal on what it thought before it said this, to be given back with it
     * @param logprobs how likely the tokens were, as OpenAI's {@code logprobs} object
     */
    public record Aside(
            @Nullable String signature, @Nullable String logprobs) {}
}
