package dev.weir.dialect;

/** Why an answer of Bedrock's ended, in OpenAI's words. */
final class ConverseWords {
    private ConverseWords() {}

    /** A reason that is not known stays as it is. */
    static String finishReason(String stopReason) {
        return switch (stopReason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "guardrail_intervened", "content_filtered" -> "content_filter";
            default -> stopReason;
        };
    }
}
