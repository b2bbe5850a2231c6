package dev.weir.simulator;

/** The pieces that plain and streamed chat replies have in common, in OpenAI's wire format. */
final class ChatWords {
    private static final byte[] PROMPT = JsonBytes.ascii("\"usage\":{\"prompt_tokens\":");
    private static final byte[] COMPLETION = JsonBytes.ascii(",\"completion_tokens\":");
    private static final byte[] TOTAL = JsonBytes.ascii(",\"total_tokens\":");
    private static final byte[] CACHED = JsonBytes.ascii(",\"prompt_tokens_details\":{\"cached_tokens\":");
    private static final byte[] REASONING =
            JsonBytes.ascii(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":");
    private static final byte[] END =
            JsonBytes.ascii(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}");

    private static final byte[] ID = JsonBytes.ascii("{\"id\":\"chatcmpl-sim-");
    private static final byte[] CREATED = JsonBytes.ascii(",\"created\":");
    private static final byte[] MODEL = JsonBytes.ascii(",\"model\":");

    private ChatWords() {}

    /** From the opening brace to the model: {@code object} is the rest of the id's quote and the object's type. */
    static void head(JsonBytes out, ChatReply reply, byte[] object) {
        out.raw(ID).number(reply.ordinal()).raw(object).raw(CREATED).number(reply.created());
        out.raw(MODEL).string(reply.model());
    }

    static void usage(JsonBytes out, ChatReply reply) {
        int prompt = reply.promptTokens();
        int completion = reply.completionTokens();
        out.raw(PROMPT).number(prompt).raw(COMPLETION).number(completion);
        out.raw(TOTAL).number(prompt + completion);
        out.raw(CACHED).number(reply.usage().cachedTokens());
        out.raw(REASONING).number(reply.usage().reasoningTokens()).raw(END);
    }
}
