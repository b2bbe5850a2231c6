package dev.weir.simulator;

/** A plain reply of Cohere's chat. */
final class CohereBody implements Payload {
    private final ChatReply reply;

    CohereBody(ChatReply reply) {
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
        out.raw("{\"id\":\"sim-").number(reply.ordinal()).raw("\",\"finish_reason\":\"");
        out.raw(CohereWords.finishReason(speech)).raw("\",\"message\":{\"role\":\"assistant\",");
        if (speech.tool() == null) {
            out.raw("\"content\":[{\"type\":\"text\",\"text\":").string(speech.text()).raw("}]");
        } else {
            out.raw("\"tool_calls\":[{\"id\":").string(CohereWords.callId(reply));
            out.raw(",\"type\":\"function\",\"function\":{\"name\":").string(speech.tool());
            out.raw(",\"arguments\":").string(speech.text()).raw("}}]");
        }
        out.raw("}");
        if (reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            CohereWords.usage(out.raw(","), reply);
        }
        out.raw("}");
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
