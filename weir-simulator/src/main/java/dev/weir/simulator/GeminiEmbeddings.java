package dev.weir.simulator;

/** Embeddings in Google's words, as the method that was called answers. */
final class GeminiEmbeddings implements Payload {
    private final EmbeddingsSeen seen;
    private final Behaviour behaviour;
    private final String method;

    GeminiEmbeddings(EmbeddingsSeen seen, Behaviour behaviour, String method) {
        this.seen = seen;
        this.behaviour = behaviour;
        this.method = method;
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
        switch (method) {
            case "predict" -> {
                out.raw("{\"predictions\":[");
                each(out, "{\"embeddings\":{\"statistics\":{\"token_count\":", "}}");
                out.raw("]}");
            }
            case "embedContent" -> {
                out.raw("{\"embedding\":{\"values\":");
                vector(out, seen.input().getFirst());
                out.raw("},\"usageMetadata\":{\"promptTokenCount\":").number(tokens).raw("}}");
            }
            default -> {
                out.raw("{\"embeddings\":[");
                each(out, "{", "}");
                out.raw("],\"usageMetadata\":{\"promptTokenCount\":").number(tokens).raw("}}");
            }
        }
    }

    private void each(JsonBytes out, String open, String close) {
        String comma = "";
        for (String text : seen.input()) {
            out.raw(comma).raw(open);
            if (method.equals("predict")) {
                out.number(WordPieces.count(text)).raw("},");
            }
            out.raw("\"values\":");
            vector(out, text);
            out.raw(close);
            comma = ",";
        }
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
