package dev.weir.simulator;

/** The pieces that plain and streamed replies have in common, in Cohere's words. */
final class CohereWords {
    private CohereWords() {}

    static String finishReason(Speech speech) {
        return switch (speech.finishReason()) {
            case "length" -> "MAX_TOKENS";
            case "tool_calls" -> "TOOL_CALL";
            default -> "COMPLETE";
        };
    }

    static String callId(ChatReply reply) {
        return "call_sim_" + reply.ordinal();
    }

    /** Cohere bills what was counted, unless some of it came from a cache. */
    static void usage(JsonBytes out, ChatReply reply) {
        int prompt = reply.promptTokens();
        int cached = Math.min(reply.usage().cachedTokens(), prompt);
        out.raw("\"usage\":{");
        if (cached == 0) {
            tokens(out.raw("\"billed_units\":"), reply).raw(",");
        }
        tokens(out.raw("\"tokens\":"), reply);
        out.raw(",\"cached_tokens\":").number(cached).raw("}");
    }

    private static JsonBytes tokens(JsonBytes out, ChatReply reply) {
        return out.raw("{\"input_tokens\":")
                .number(reply.promptTokens())
                .raw(",\"output_tokens\":")
                .number(reply.completionTokens())
                .raw("}");
    }
}
