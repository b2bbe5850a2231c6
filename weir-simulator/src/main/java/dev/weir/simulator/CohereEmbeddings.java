package dev.weir.simulator;

/** Embeddings in Cohere's words, or one vector in Titan's. */
final class CohereEmbeddings implements Payload {
    private final EmbeddingsSeen seen;
    private final Behaviour behaviour;
    private final boolean titan;

    CohereEmbeddings(EmbeddingsSeen seen, Behaviour behaviour, boolean titan) {
        this.seen = seen;
        this.behaviour = behaviour;
        this.titan = titan;
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
        int tokens = behaviour.usage().prompt(seen.promptTokens());
        if (titan) {
            out.raw("{\"embedding\":");
            vector(out, seen.input().getFirst());
            out.raw(",\"inputTextTokenCount\":").number(tokens).raw("}");
            return;
        }
        out.raw("{\"id\":\"sim\",\"response_type\":\"embeddings_by_type\",\"embeddings\":{\"float\":[");
        String comma = "";
        for (String text : seen.input()) {
            vector(out.raw(comma), text);
            comma = ",";
        }
        out.raw("]},\"meta\":{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"input_tokens\":");
        out.number(tokens).raw("}}}");
    }

    private void vector(JsonBytes out, String text) {
        float[] vector = Embedder.embed(text, seen.dimensions() == null ? behaviour.dimensions() : seen.dimensions());
        for (int i = 0; i < vector.length; i++) {
            out.raw(i == 0 ? "[" : ",").raw(Float.toString(vector[i]));
        }
        out.raw("]");
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
