package dev.weir.simulator;

/**
 * A stream of Anthropic's typed events: the message's start, the start of its one block, an event per token, the block's
 * end, the reason why it ended with the usage, and the message's end.
 */
final class MessagesStream implements Payload {
    private static final int BEFORE_TOKENS = 2;
    private static final int AFTER_TOKENS = 3;
    private static final String STOP_EVENT = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private final ChatReply reply;
    private final Speech speech;

    MessagesStream(ChatReply reply) {
        this.reply = reply;
        this.speech = reply.speech();
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public int chunks() {
        return BEFORE_TOKENS + speech.tokens() + AFTER_TOKENS;
    }

    @Override
    public boolean prefilled() {
        return reply.seen().endsWithAssistant();
    }

    /** Its last event says nothing that was not said before. */
    @Override
    public int endMark() {
        return STOP_EVENT.length();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        int after = chunk - BEFORE_TOKENS - speech.tokens();
        if (chunk == 0) {
            start(out);
        } else if (chunk == 1) {
            blockStart(out);
        } else if (after < 0) {
            token(chunk - BEFORE_TOKENS, out);
        } else if (after == 0) {
            event(out, "content_block_stop").raw(",\"index\":0");
        } else if (after == 1) {
            event(out, "message_delta").raw(",\"delta\":{\"stop_reason\":\"");
            out.raw(MessagesWords.stopReason(speech)).raw("\",\"stop_sequence\":null},");
            MessagesWords.usage(out, reply, reply.completionTokens());
        } else {
            event(out, "message_stop");
        }
        out.raw("}\n\n");
    }

    private static JsonBytes event(JsonBytes out, String type) {
        return out.raw("event: ")
                .raw(type)
                .raw("\ndata: {\"type\":\"")
                .raw(type)
                .raw("\"");
    }

    private void start(JsonBytes out) {
        event(out, "message_start").raw(",\"message\":");
        MessagesWords.head(out, reply).raw(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,");
        MessagesWords.usage(out, reply, 1).raw("}");
    }

    private void blockStart(JsonBytes out) {
        event(out, "content_block_start").raw(",\"index\":0,\"content_block\":");
        if (speech.tool() == null) {
            out.raw("{\"type\":\"text\",\"text\":\"\"}");
        } else {
            MessagesWords.toolUse(out, reply, speech.tool()).raw("{}}");
        }
    }

    private void token(int token, JsonBytes out) {
        event(out, "content_block_delta").raw(",\"index\":0,\"delta\":{\"type\":\"");
        out.raw(speech.tool() == null ? "text_delta\",\"text\":\"" : "input_json_delta\",\"partial_json\":\"");
        out.chars(speech.text(), speech.start(token), speech.end(token)).raw("\"}");
    }

    @Override
    public int gapsBefore(int chunk) {
        return Math.clamp(chunk - (long) BEFORE_TOKENS, 0, Math.max(0, speech.tokens() - 1));
    }

    @Override
    public int tokensIn(int chunksSent) {
        return chunksSent == chunks()
                ? reply.completionTokens()
                : Math.clamp(chunksSent - (long) BEFORE_TOKENS, 0, speech.tokens());
    }
}
