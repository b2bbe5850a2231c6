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
 * @param signature the vendor's seal on the thinking text so far, without which it does not take its thoughts back; with
 *     a tool's call, on what was thought before the call
 * @param logprobs how likely the tokens were, as OpenAI's {@code logprobs} object
 */
public record Delta(
        int choice,
        String text,
        String reasoning,
        String refusal,
        @Nullable ToolCall toolCall,
        @Nullable String finishReason,
        @Nullable String signature,
        @Nullable String logprobs) {

    /** One without likelihoods. */
    public Delta(
            int choice,
            String text,
            String reasoning,
            String refusal,
            @Nullable ToolCall toolCall,
            @Nullable String finishReason,
            @Nullable String signature) {
        this(choice, text, reasoning, refusal, toolCall, finishReason, signature, null);
    }

    /** One without a signature. */
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

    /** Thinking text of the first choice. */
    public static Delta reasoning(String text) {
        return new Delta(0, "", text, "", null, null);
    }

    /** The seal on the first choice's thinking text. */
    public static Delta signature(String signature) {
        return new Delta(0, "", "", "", null, null, signature);
    }

    /** A piece of a tool call of the first choice. */
    public static Delta tool(ToolCall call) {
        return new Delta(0, "", "", "", call, null);
    }

    /**
     * A piece of a tool call: the first piece names it, later ones carry more of its arguments.
     *
     * @param index the call's place in the message
     */
    public record ToolCall(
            int index, @Nullable String id, @Nullable String name, String arguments) {}
}
