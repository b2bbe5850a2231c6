package dev.weir.simulator;

/** A plain {@code chat.completion}. */
final class ChatBody implements Payload {
    private static final byte[] OBJECT = JsonBytes.ascii("\",\"object\":\"chat.completion\"");
    private static final byte[] CONTENT =
            JsonBytes.ascii(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
    private static final byte[] TOOL = JsonBytes.ascii("null,\"tool_calls\":[{\"id\":\"call_sim_");
    private static final byte[] FUNCTION = JsonBytes.ascii("\",\"type\":\"function\",\"function\":{\"name\":");
    private static final byte[] ARGUMENTS = JsonBytes.ascii(",\"arguments\":");
    private static final byte[] TOOL_END = JsonBytes.ascii("}}]");
    private static final byte[] FINISH =
            JsonBytes.ascii(",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"");
    private static final byte[] CHOICES_END = JsonBytes.ascii("\"}],");
    private static final byte[] COMMA = JsonBytes.ascii(",");
    private static final byte[] END =
            JsonBytes.ascii("\"service_tier\":\"default\",\"system_fingerprint\":\"fp_sim\"}");

    private final ChatReply reply;

    ChatBody(ChatReply reply) {
        this.reply = reply;
    }

    @Override
    public boolean streamed() {
        return false;
    }

    @Override
    public int chunks() {
        return 1;
    }

    @Override
    public boolean prefilled() {
        return reply.seen().endsWithAssistant();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        ChatWords.head(out, reply, OBJECT);
        out.raw(CONTENT);
        content(out, reply.speech());
        out.raw(FINISH).raw(JsonBytes.ascii(reply.speech().finishReason())).raw(CHOICES_END);
        if (reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            ChatWords.usage(out, reply);
            out.raw(COMMA);
        }
        out.raw(END);
    }

    private void content(JsonBytes out, Speech speech) {
        if (speech.tool() == null) {
            out.string(speech.text());
            return;
        }
        out.raw(TOOL).number(reply.ordinal()).raw(FUNCTION).string(speech.tool());
        out.raw(ARGUMENTS).string(speech.text()).raw(TOOL_END);
    }

    @Override
    public int gapsBefore(int chunk) {
        return Math.max(0, reply.speech().tokens() - 1);
    }

    @Override
    public int tokensIn(int chunksSent) {
        return chunksSent == 0 ? 0 : reply.completionTokens();
    }
}
