package dev.weir.simulator;

/**
 * A stream of Cohere's chat: {@code message-start} with the first token, an event per token between the start and the
 * end of its block, and {@code message-end} with the reason why it ended and the usage. No mark comes after it.
 */
final class CohereStream implements Payload {
    private final ChatReply reply;
    private final Speech speech;

    CohereStream(ChatReply reply) {
        this.reply = reply;
        this.speech = reply.speech();
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public int chunks() {
        return speech.tokens() + 1;
    }

    @Override
    public boolean prefilled() {
        return reply.seen().endsWithAssistant();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        if (chunk == 0) {
            begin(out);
        }
        if (chunk < speech.tokens()) {
            delta(chunk, out);
        } else {
            end(out);
        }
    }

    private void begin(JsonBytes out) {
        event(out, "message-start").raw(",\"id\":\"sim-").number(reply.ordinal());
        out.raw("\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}\n\n");
        if (speech.tool() == null) {
            event(out, "content-start").raw(",\"index\":0,\"delta\":{\"message\":{\"content\":");
            out.raw("{\"type\":\"text\",\"text\":\"\"}}}}\n\n");
        } else {
            event(out, "tool-call-start").raw(",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":");
            out.string(CohereWords.callId(reply)).raw(",\"type\":\"function\",\"function\":{\"name\":");
            out.string(speech.tool()).raw(",\"arguments\":\"\"}}}}}\n\n");
        }
    }

    private void delta(int token, JsonBytes out) {
        boolean text = speech.tool() == null;
        event(out, text ? "content-delta" : "tool-call-delta").raw(",\"index\":0,\"delta\":{\"message\":{");
        out.raw(text ? "\"content\":{\"text\":\"" : "\"tool_calls\":{\"function\":{\"arguments\":\"")
                .chars(speech.text(), speech.start(token), speech.end(token))
                .raw(text ? "\"}}}}\n\n" : "\"}}}}}\n\n");
    }

    private void end(JsonBytes out) {
        event(out, speech.tool() == null ? "content-end" : "tool-call-end").raw(",\"index\":0}\n\n");
        event(out, "message-end").raw(",\"delta\":{\"finish_reason\":\"").raw(CohereWords.finishReason(speech)).raw("\"");
        if (reply.usage().placement() != UsageNumbers.Placement.NEVER) {
            CohereWords.usage(out.raw(","), reply);
        }
        out.raw("}}\n\n");
    }

    private static JsonBytes event(JsonBytes out, String type) {
        return out.raw("event: ").raw(type).raw("\ndata: {\"type\":\"").raw(type).raw("\"");
    }

    @Override
    public int gapsBefore(int chunk) {
        return Math.clamp(chunk, 0, Math.max(0, speech.tokens() - 1));
    }

    @Override
    public int tokensIn(int chunksSent) {
        return chunksSent == chunks() ? reply.completionTokens() : Math.min(chunksSent, speech.tokens());
    }
}
