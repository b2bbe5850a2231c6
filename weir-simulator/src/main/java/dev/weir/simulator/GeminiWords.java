package dev.weir.simulator;

/** The pieces that plain and streamed replies have in common, in Google's wire format. */
final class GeminiWords {
    static final String THOUGHT = "Thinking it over.";
    private static final String SIGNATURE = "c2ltdWxhdGVkLXRob3VnaHQ=";

    private GeminiWords() {}

    static void thought(JsonBytes out) {
        out.raw("{\"text\":").string(THOUGHT).raw(",\"thought\":true}");
    }

    /** A call comes in one piece, also on a stream, and sealed. */
    static void call(JsonBytes out, ChatReply reply, String tool) {
        boolean whole = !reply.speech().finishReason().equals("length");
        out.raw("{\"functionCall\":{\"id\":\"sim").number(reply.ordinal());
        out.raw("\",\"name\":").string(tool).raw(",\"args\":");
        out.raw(whole ? reply.speech().text() : "{}");
        out.raw("},\"thoughtSignature\":\"" + SIGNATURE + "\"}");
    }

    static String finishReason(Speech speech) {
        return speech.finishReason().equals("length") ? "MAX_TOKENS" : "STOP";
    }

    /** Thoughts are counted beside the answer, cached tokens in the prompt. */
    static void usage(JsonBytes out, ChatReply reply, int answered) {
        UsageNumbers usage = reply.usage();
        int prompt = reply.promptTokens();
        out.raw(",\"usageMetadata\":{\"promptTokenCount\":").number(prompt);
        if (answered > 0) {
            out.raw(",\"candidatesTokenCount\":").number(answered);
        }
        if (usage.cachedTokens() > 0) {
            out.raw(",\"cachedContentTokenCount\":").number(Math.min(usage.cachedTokens(), prompt));
        }
        if (usage.reasoningTokens() > 0) {
            out.raw(",\"thoughtsTokenCount\":").number(usage.reasoningTokens());
        }
        out.raw(",\"totalTokenCount\":").number((long) prompt + answered + usage.reasoningTokens());
        out.raw(",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":").number(prompt);
        out.raw("}]}");
    }

    /** The tokens of the answer without the thoughts. */
    static int answered(ChatReply reply) {
        return Math.max(0, reply.completionTokens() - reply.usage().reasoningTokens());
    }

    static void end(JsonBytes out, ChatReply reply) {
        out.raw(",\"modelVersion\":").string(reply.model());
        out.raw(",\"responseId\":\"sim-").number(reply.ordinal()).raw("\"}");
    }
}
