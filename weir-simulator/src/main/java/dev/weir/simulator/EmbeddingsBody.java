package dev.weir.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** A list of embeddings, as numbers or as base64 of little-endian 32-bit floats. */
final class EmbeddingsBody implements Payload {
    private final EmbeddingsSeen seen;
    private final Behaviour behaviour;

    EmbeddingsBody(EmbeddingsSeen seen, Behaviour behaviour) {
        this.seen = seen;
        this.behaviour = behaviour;
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
    public void write(int chunk, JsonBytes out) {
        out.raw("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < seen.input().size(); i++) {
            out.raw(i == 0 ? "" : ",")
                    .raw("{\"object\":\"embedding\",\"index\":")
                    .number(i);
            vector(out.raw(",\"embedding\":"), Embedder.embed(seen.input().get(i), dimensions()));
            out.raw("}");
        }
        int prompt = behaviour.usage().prompt(seen.promptTokens());
        out.raw("],\"model\":").string(seen.model());
        out.raw(",\"usage\":{\"prompt_tokens\":").number(prompt);
        out.raw(",\"total_tokens\":").number(prompt).raw("}}");
    }

    private int dimensions() {
        return seen.dimensions() == null ? behaviour.dimensions() : seen.dimensions();
    }

    private void vector(JsonBytes out, float[] vector) {
        if (seen.base64()) {
            out.raw("\"").raw(base64(vector)).raw("\"");
            return;
        }
        for (int i = 0; i < vector.length; i++) {
            out.raw(i == 0 ? "[" : ",").raw(Float.toString(vector[i]));
        }
        out.raw("]");
    }

    private static byte[] base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encode(bytes.array());
    }

    @Override
    public int gapsBefore(int chunk) {
        return 0;
    }

    @Override
    public int tokensIn(int chunksSent) {
        return 0;
    }
}
