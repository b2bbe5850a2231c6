package dev.weir.simulator;

/** A plain message of Anthropic's. */
final class MessagesBody implements Payload {
    private final ChatReply reply;

    MessagesBody(ChatReply reply) {
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
        Speech speech = reply.speech();
        MessagesWords.head(out, reply).raw(",\"content\":[");
        if (speech.tool() == null) {
            out.raw("{\"type\":\"text\",\"text\":").string(speech.text()).raw("}");
        } else {
            boolean whole = !speech.finishReason().equals("length");
            MessagesWords.toolUse(out, reply, speech.tool())
                    .raw(whole ? speech.text() : "{}")
                    .raw("}");
        }
        out.raw("],\"stop_reason\":\"").raw(MessagesWords.stopReason(speech)).raw("\",\"stop_sequence\":null,");
        MessagesWords.usage(out, reply, reply.completionTokens()).raw("}");
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
