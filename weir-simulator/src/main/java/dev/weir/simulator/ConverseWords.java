package dev.weir.simulator;

/** The pieces that plain and streamed replies have in common, in the words of Bedrock's Converse. */
final class ConverseWords {
    private ConverseWords() {}

    static String stopReason(Speech speech) {
        return switch (speech.finishReason()) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            default -> "end_turn";
        };
    }

    static String toolUseId(ChatReply reply) {
        return "tooluse_sim" + reply.ordinal();
    }

    /** Tokens read from the cache are counted beside the others. */
    static void usage(JsonBytes out, ChatReply reply) {
        int prompt = reply.promptTokens();
        int cached = Math.min(reply.usage().cachedTokens(), prompt);
        int answered = reply.completionTokens();
        out.raw("\"usage\":{\"inputTokens\":").number((long) prompt - cached);
        out.raw(",\"outputTokens\":").number(answered);
        if (cached > 0) {
            out.raw(",\"cacheReadInputTokens\":").number(cached).raw(",\"cacheWriteInputTokens\":0");
        }
        out.raw(",\"totalTokens\":").number((long) prompt + answered).raw("}");
    }
}
