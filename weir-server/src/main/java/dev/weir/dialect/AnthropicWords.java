package dev.weir.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, in Anthropic's words and in OpenAI's. */
final class AnthropicWords {
    private AnthropicWords() {}

    /**
     * Anthropic's {@code stop_reason} in OpenAI's words. A pause is {@code length}: the answer goes on if it is asked
     * to. A reason that is not known stays as it is.
     */
    static String finishReason(String stopReason) {
        return switch (stopReason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens", "model_context_window_exceeded", "pause_turn" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> stopReason;
        };
    }

    /** The other way round. */
    static @Nullable String stopReason(@Nullable String finishReason) {
        return switch (finishReason) {
            case null -> null;
            case "stop" -> "end_turn";
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> finishReason;
        };
    }

    /** OpenAI's models refuse in words of their own and then say that they have simply stopped. */
    static @Nullable String ending(@Nullable String finishReason, boolean refused) {
        return refused && "stop".equals(finishReason) ? "content_filter" : finishReason;
    }

    /** Models from before adaptive thinking, which take a budget of tokens and nothing else. */
    static boolean thinksByBudget(String model) {
        return List.of("claude-3", "-4-0", "-4-1", "-4-5", "-4-2025").stream().anyMatch(model::contains);
    }
}
