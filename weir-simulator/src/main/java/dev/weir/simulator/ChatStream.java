package dev.weir.simulator;

/**
 * A stream of {@code chat.completion.chunk}: the role, one chunk per token, the finish reason, the usage if it goes on a
 * chunk of its own, and {@code [DONE]} right behind the last chunk.
 */
final class ChatStream implements Payload {
    private static final byte[] OBJECT = JsonBytes.ascii("\",\"object\":\"chat.completion.chunk\"");
    private static final byte[] FINGERPRINT =
            JsonBytes.ascii(",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_sim\",\"choices\":[");
    private static final byte[] DATA = JsonBytes.ascii("data: ");
    private static final byte[] DELTA = JsonBytes.ascii("{\"index\":0,\"delta\":{");
    private static final byte[] ROLE =
            JsonBytes.ascii("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null");
    private static final byte[] TOOL =
            JsonBytes.ascii("\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_sim_");
    private static final byte[] FUNCTION = JsonBytes.ascii("\",\"type\":\"function\",\"function\":{\"name\":");
    private static final byte[] NO_ARGUMENTS =
            JsonBytes.ascii(",\"arguments\":\"\"}}],\"refusal\":null},\"logprobs\":null");
    private static final byte[] CONTENT = JsonBytes.ascii("\"content\":\"");
    private static final byte[] CONTENT_END = JsonBytes.ascii("\"},\"logprobs\":null");
    private static final byte[] ARGUMENTS =
            JsonBytes.ascii("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"");
    private static final byte[] ARGUMENTS_END = JsonBytes.ascii("\"}}]},\"logprobs\":null");
    private static final byte[] NOT_FINISHED = JsonBytes.ascii(",\"finish_reason\":null}]");
    private static final byte[] FINISHED = JsonBytes.ascii("},\"logprobs\":null,\"finish_reason\":\"");
    private static final byte[] FINISHED_END = JsonBytes.ascii("\"}]");
    private static final byte[] NO_CHOICES = JsonBytes.ascii("]");
    private static final byte[] COMMA = JsonBytes.ascii(",");
    private static final byte[] NO_USAGE = JsonBytes.ascii(",\"usage\":null");
    private static final byte[] EVENT_END = JsonBytes.ascii("}\n\n");
    private static final byte[] DONE = JsonBytes.ascii("data: [DONE]\n\n");

    private final ChatReply reply;
    private final Speech speech;
    private final byte[] head;
    private final boolean usageChunk;

    ChatStream(ChatReply reply) {
        this.reply = reply;
        this.speech = reply.speech();
        this.usageChunk = reply.seen().includeUsage() && reply.usage().placement() == UsageNumbers.Placement.OWN_CHUNK;
        JsonBytes out = new JsonBytes().raw(DATA);
        ChatWords.head(out, reply, OBJECT);
        this.head = out.raw(FINGERPRINT).copy();
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public int chunks() {
        return 2 + speech.tokens() + (usageChunk ? 1 : 0);
    }

    @Override
    public int endMark() {
        return DONE.length;
    }

    @Override
    public boolean prefilled() {
        return reply.seen().endsWithAssistant();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        out.raw(head);
        if (chunk == 0) {
            role(out.raw(DELTA));
        } else if (chunk <= speech.tokens()) {
            token(chunk - 1, out.raw(DELTA));
        } else if (chunk == speech.tokens() + 1) {
            finish(out.raw(DELTA));
        } else {
            ChatWords.usage(out.raw(NO_CHOICES).raw(COMMA), reply);
        }
        out.raw(EVENT_END);
        if (chunk == chunks() - 1) {
            out.raw(DONE);
        }
    }

    private void role(JsonBytes out) {
        if (speech.tool() == null) {
            out.raw(ROLE);
        } else {
            out.raw(TOOL).number(reply.ordinal()).raw(FUNCTION).string(speech.tool());
            out.raw(NO_ARGUMENTS);
        }
        notFinished(out);
    }

    private void token(int token, JsonBytes out) {
        boolean call = speech.tool() != null;
        out.raw(call ? ARGUMENTS : CONTENT);
        out.chars(speech.text(), speech.start(token), speech.end(token));
        notFinished(out.raw(call ? ARGUMENTS_END : CONTENT_END));
    }

    private void notFinished(JsonBytes out) {
        out.raw(NOT_FINISHED);
        noUsage(out);
    }

    private void finish(JsonBytes out) {
        out.raw(FINISHED).raw(JsonBytes.ascii(speech.finishReason())).raw(FINISHED_END);
        if (reply.usage().placement() == UsageNumbers.Placement.FINISH_CHUNK) {
            ChatWords.usage(out.raw(COMMA), reply);
        } else {
            noUsage(out);
        }
    }

    /** OpenAI sends a null usage on every chunk of a stream whose usage was asked for. */
    private void noUsage(JsonBytes out) {
        if (usageChunk) {
            out.raw(NO_USAGE);
        }
    }

    @Override
    public int gapsBefore(int chunk) {
        return Math.clamp(chunk - 1L, 0, Math.max(0, speech.tokens() - 1));
    }

    @Override
    public int tokensIn(int chunksSent) {
        return chunksSent == chunks() ? reply.completionTokens() : Math.clamp(chunksSent - 1L, 0, speech.tokens());
    }
}
