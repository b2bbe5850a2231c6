package dev.weir.simulator;

/** A plain {@code GenerateContentResponse}. */
final class GeminiBody implements Payload {
    private final ChatReply reply;
    private final boolean thoughts;

    GeminiBody(ChatReply reply, boolean thoughts) {
        this.reply = reply;
        this.thoughts = thoughts;
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
        out.raw("{\"candidates\":[{\"content\":{\"parts\":[");
        if (thoughts) {
            GeminiWords.thought(out);
            out.raw(",");
        }
        if (speech.tool() == null) {
            out.raw("{\"text\":").string(speech.text()).raw("}");
        } else {
            GeminiWords.call(out, reply, speech.tool());
        }
        out.raw("],\"role\":\"model\"},\"finishReason\":\"")
                .raw(GeminiWords.finishReason(speech))
                .raw("\",\"index\":0}]");
        if (reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            GeminiWords.usage(out, reply, GeminiWords.answered(reply));
        }
        GeminiWords.end(out, reply);
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
