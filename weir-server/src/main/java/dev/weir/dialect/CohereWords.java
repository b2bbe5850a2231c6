package dev.weir.dialect;

/** Why an answer of Cohere's ended, in OpenAI's words. */
final class CohereWords {
    private CohereWords() {}

    /** A reason that is not known stays as it is. */
    static String finishReason(String reason) {
        return switch (reason) {
            case "COMPLETE", "STOP_SEQUENCE" -> "stop";
            case "MAX_TOKENS" -> "length";
            case "TOOL_CALL" -> "tool_calls";
            case "ERROR_TOXIC" -> "content_filter";
            default -> reason;
        };
    }

    /** Whether the answer is cut short by a fault of Cohere's. */
    static boolean isFailure(String reason) {
        return reason.equals("ERROR") || reason.equals("TIMEOUT");
    }
}
