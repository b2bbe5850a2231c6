package dev.weir.simulator;

/**
 * A stream of {@code GenerateContentResponse}: the thought if one is wanted, an event per token or one for a whole call,
 * and one with the reason why it ended. Each has the usage so far; no mark says that the stream is over.
 */
final class GeminiStream implements Payload {
    private final ChatReply reply;
    private final Speech speech;
    private final int before;
    private final int pieces;

    GeminiStream(ChatReply reply, boolean thoughts) {
        this.reply = reply;
        this.speech = reply.speech();
        this.before = thoughts ? 1 : 0;
        this.pieces = speech.tool() == null ? speech.tokens() : 1;
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public int chunks() {
        return before + pieces + 1;
    }

    @Override
    public boolean prefilled() {
        return reply.seen().endsWithAssistant();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        int piece = chunk - before;
        boolean last = piece == pieces;
        out.raw("data: {\"candidates\":[{\"content\":{\"parts\":[");
        if (piece < 0) {
            GeminiWords.thought(out);
        } else if (last) {
            out.raw("{\"text\":\"\"}");
        } else if (speech.tool() == null) {
            out.raw("{\"text\":\"").chars(speech.text(), speech.start(piece), speech.end(piece)).raw("\"}");
        } else {
            GeminiWords.call(out, reply, speech.tool());
        }
        out.raw("],\"role\":\"model\"}");
        if (last) {
            out.raw(",\"finishReason\":\"").raw(GeminiWords.finishReason(speech)).raw("\"");
        }
        out.raw(",\"index\":0}]");
        if (reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            GeminiWords.usage(out, reply, last ? GeminiWords.answered(reply) : 0);
        }
        GeminiWords.end(out, reply);
        out.raw("\n\n");
    }

    @Override
    public int gapsBefore(int chunk) {
        return Math.clamp(chunk - (long) before, 0, Math.max(0, speech.tokens() - 1));
    }

    @Override
    public int tokensIn(int chunksSent) {
        if (chunksSent == chunks()) {
            return reply.completionTokens();
        }
        int sent = Math.clamp(chunksSent - (long) before, 0, pieces);
        return speech.tool() == null ? sent : sent * speech.tokens();
    }
}
