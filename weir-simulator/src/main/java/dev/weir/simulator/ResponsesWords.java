package dev.weir.simulator;

/** The pieces that plain and streamed replies have in common, in the words of OpenAI's Responses API. */
final class ResponsesWords {
    static final String THOUGHT = "Let me think.";

    private ResponsesWords() {}

    /** Whether the script claims thoughts, which then come first. */
    static boolean thinks(ChatReply reply) {
        return reply.usage().reasoningTokens() > 0;
    }

    /** A whole response, or one that has only begun. */
    static JsonBytes response(JsonBytes out, ChatReply reply, boolean over) {
        boolean cut = reply.speech().finishReason().equals("length");
        out.raw("{\"id\":\"resp_sim_").number(reply.ordinal());
        out.raw("\",\"object\":\"response\",\"created_at\":").number(reply.created());
        out.raw(",\"status\":\"").raw(over ? cut ? "incomplete" : "completed" : "in_progress");
        out.raw("\",\"background\":false,\"error\":null,\"incomplete_details\":");
        out.raw(over && cut ? "{\"reason\":\"max_output_tokens\"}" : "null");
        out.raw(",\"instructions\":null,\"max_output_tokens\":null,\"model\":").string(reply.model());
        out.raw(",\"output\":[");
        if (over) {
            output(out, reply);
        }
        out.raw("],\"parallel_tool_calls\":true,\"previous_response_id\":null,\"reasoning\":{\"effort\":null,"
                + "\"summary\":null},\"store\":true,\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},"
                + "\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":");
        if (over && reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            usage(out, reply);
        } else {
            out.raw("null");
        }
        return out.raw(",\"user\":null,\"metadata\":{}}");
    }

    private static void output(JsonBytes out, ChatReply reply) {
        if (thinks(reply)) {
            thoughts(out, reply, true).raw(",");
        }
        item(out, reply, true);
    }

    static JsonBytes thoughts(JsonBytes out, ChatReply reply, boolean over) {
        out.raw("{\"id\":\"rs_sim_").number(reply.ordinal()).raw("\",\"type\":\"reasoning\",\"summary\":[");
        if (over) {
            out.raw("{\"type\":\"summary_text\",\"text\":").string(THOUGHT).raw("}");
        }
        return out.raw("]}");
    }

    /** The message or the call of a tool. */
    static JsonBytes item(JsonBytes out, ChatReply reply, boolean over) {
        Speech speech = reply.speech();
        itemId(out.raw("{\"id\":\""), reply).raw("\",\"type\":\"");
        out.raw(speech.tool() == null ? "message" : "function_call");
        out.raw("\",\"status\":\"").raw(over ? "completed" : "in_progress").raw("\"");
        if (speech.tool() != null) {
            out.raw(",\"arguments\":").string(over ? speech.text() : "");
            out.raw(",\"call_id\":\"call_sim_").number(reply.ordinal());
            return out.raw("\",\"name\":").string(speech.tool()).raw("}");
        }
        out.raw(",\"content\":[");
        if (over) {
            part(out, speech.text());
        }
        return out.raw("],\"role\":\"assistant\"}");
    }

    static JsonBytes part(JsonBytes out, String text) {
        return out.raw("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":")
                .string(text)
                .raw("}");
    }

    static JsonBytes itemId(JsonBytes out, ChatReply reply) {
        return out.raw(reply.speech().tool() == null ? "msg_sim_" : "fc_sim_").number(reply.ordinal());
    }

    private static void usage(JsonBytes out, ChatReply reply) {
        out.raw("{\"input_tokens\":").number(reply.promptTokens());
        out.raw(",\"input_tokens_details\":{\"cached_tokens\":")
                .number(Math.min(reply.usage().cachedTokens(), reply.promptTokens()));
        out.raw("},\"output_tokens\":").number(reply.completionTokens());
        out.raw(",\"output_tokens_details\":{\"reasoning_tokens\":")
                .number(reply.usage().reasoningTokens());
        out.raw("},\"total_tokens\":").number(reply.promptTokens() + reply.completionTokens());
        out.raw("}");
    }
}
