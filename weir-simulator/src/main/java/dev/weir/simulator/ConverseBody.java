package dev.weir.simulator;

/** A plain reply of Bedrock's Converse. */
final class ConverseBody implements Payload {
    private final ChatReply reply;

    ConverseBody(ChatReply reply) {
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
        out.raw("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[");
        if (speech.tool() == null) {
            out.raw("{\"text\":").string(speech.text()).raw("}");
        } else {
            out.raw("{\"toolUse\":{\"toolUseId\":").string(ConverseWords.toolUseId(reply));
            out.raw(",\"name\":").string(speech.tool()).raw(",\"input\":");
            out.raw(speech.finishReason().equals("length") ? "{}" : speech.text()).raw("}}");
        }
        out.raw("]}},\"stopReason\":\"").raw(ConverseWords.stopReason(speech)).raw("\",\"metrics\":{\"latencyMs\":1}");
        if (reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            ConverseWords.usage(out.raw(","), reply);
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
