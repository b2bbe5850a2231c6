package dev.weir.simulator;

import java.util.Map;

/**
 * A stream of Bedrock's ConverseStream in AWS's binary framing: {@code messageStart} with the first token, a {@code
 * contentBlockDelta} per token, the end of the block with the reason why it ended, and the usage in {@code metadata}.
 */
final class ConverseStream implements Payload {
    private static final String TYPE = "application/vnd.amazon.eventstream";

    private final ChatReply reply;
    private final Speech speech;
    private final int metadata;

    ConverseStream(ChatReply reply) {
        this.reply = reply;
        this.speech = reply.speech();
        this.metadata = reply.usage().placement() == UsageNumbers.Placement.NEVER ? 0 : 1;
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("content-type", TYPE);
    }

    @Override
    public int chunks() {
        return speech.tokens() + 1 + metadata;
    }

    /** Without it, the usage stays untold. */
    @Override
    public int endMark() {
        return metadata == 0 ? 0 : metadata().length;
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
        } else if (chunk == speech.tokens()) {
            event(out, "contentBlockStop", new JsonBytes().raw("{\"contentBlockIndex\":0}"));
            event(
                    out,
                    "messageStop",
                    new JsonBytes().raw("{\"stopReason\":\"").raw(ConverseWords.stopReason(speech)).raw("\"}"));
        } else {
            out.raw(metadata());
        }
    }

    private void begin(JsonBytes out) {
        event(out, "messageStart", new JsonBytes().raw("{\"role\":\"assistant\"}"));
        if (speech.tool() != null) {
            JsonBytes start = new JsonBytes().raw("{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":");
            start.string(ConverseWords.toolUseId(reply)).raw(",\"name\":").string(speech.tool()).raw("}}}");
            event(out, "contentBlockStart", start);
        }
    }

    private void delta(int token, JsonBytes out) {
        JsonBytes delta = new JsonBytes()
                .raw("{\"contentBlockIndex\":0,\"delta\":{")
                .raw(speech.tool() == null ? "\"text\":\"" : "\"toolUse\":{\"input\":\"")
                .chars(speech.text(), speech.start(token), speech.end(token))
                .raw(speech.tool() == null ? "\"}}" : "\"}}}");
        event(out, "contentBlockDelta", delta);
    }

    private byte[] metadata() {
        JsonBytes json = new JsonBytes().raw("{");
        ConverseWords.usage(json, reply);
        json.raw(",\"metrics\":{\"latencyMs\":1}}");
        return EventStreamMessages.event("metadata", json.toString());
    }

    private static void event(JsonBytes out, String type, JsonBytes json) {
        out.raw(EventStreamMessages.event(type, json.toString()));
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
