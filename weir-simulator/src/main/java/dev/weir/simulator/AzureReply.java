package dev.weir.simulator;

import java.util.Map;

/**
 * A chat reply as Azure sends it: what its filter says of the prompt comes first on a stream, in an event without
 * choices, and at the end of a plain body.
 */
final class AzureReply implements Payload {
    private static final String SAFE = "{\"filtered\":false,\"severity\":\"safe\"}";
    private static final String PROMPT = "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":"
            + "{\"hate\":" + SAFE + ",\"jailbreak\":{\"detected\":false,\"filtered\":false},\"self_harm\":" + SAFE
            + ",\"sexual\":" + SAFE + ",\"violence\":" + SAFE + "}}]";
    private static final String FIRST = "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\","
            + PROMPT + "}\n\n";

    private final Payload chat;

    AzureReply(Payload chat) {
        this.chat = chat;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("x-ms-region", "Simulated", "apim-request-id", "00000000-0000-0000-0000-000000000000");
    }

    @Override
    public boolean streamed() {
        return chat.streamed();
    }

    @Override
    public int chunks() {
        return chat.chunks() + (streamed() ? 1 : 0);
    }

    @Override
    public int endMark() {
        return chat.endMark();
    }

    @Override
    public boolean prefilled() {
        return chat.prefilled();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        if (!streamed()) {
            chat.write(chunk, out);
            out.truncate(out.size() - 1);
            out.raw("," + PROMPT + "}");
        } else if (chunk == 0) {
            out.raw(FIRST);
        } else {
            chat.write(chunk - 1, out);
        }
    }

    @Override
    public int gapsBefore(int chunk) {
        return chat.gapsBefore(streamed() ? Math.max(0, chunk - 1) : chunk);
    }

    @Override
    public int tokensIn(int chunksSent) {
        return chat.tokensIn(streamed() ? Math.max(0, chunksSent - 1) : chunksSent);
    }
}
