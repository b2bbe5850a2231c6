package dev.weir.simulator;

/** The pieces that plain and streamed replies have in common, in Anthropic's wire format. */
final class MessagesWords {
    private MessagesWords() {}

    /** From the opening brace to the model. */
    static JsonBytes head(JsonBytes out, ChatReply reply) {
        out.raw("{\"id\":\"msg_sim_").number(reply.ordinal());
        return out.raw("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
                .string(reply.model());
    }

    static String stopReason(Speech speech) {
        return switch (speech.finishReason()) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            default -> "end_turn";
        };
    }

    /** What was read from the cache is counted apart. */
    static JsonBytes usage(JsonBytes out, ChatReply reply, int completion) {
        int cached = Math.min(reply.usage().cachedTokens(), reply.promptTokens());
        out.raw("\"usage\":{\"input_tokens\":").number(reply.promptTokens() - cached);
        out.raw(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":")
                .number(cached);
        out.raw(",\"output_tokens\":").number(completion);
        if (reply.usage().reasoningTokens() > 0) {
            out.raw(",\"output_tokens_details\":{\"thinking_tokens\":")
                    .number(reply.usage().reasoningTokens())
                    .raw("}");
        }
        return out.raw("}");
    }

    static JsonBytes toolUse(JsonBytes out, ChatReply reply, String tool) {
        out.raw("{\"type\":\"tool_use\",\"id\":\"toolu_sim_").number(reply.ordinal());
        return out.raw("\",\"name\":").string(tool).raw(",\"input\":");
    }
}
