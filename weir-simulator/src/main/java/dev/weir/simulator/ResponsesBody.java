package dev.weir.simulator;

/** A plain response of OpenAI's Responses API. */
final class ResponsesBody implements Payload {
    private final ChatReply reply;

    ResponsesBody(ChatReply reply) {
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
        ResponsesWords.response(out, reply, true);
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
