package dev.weir.knowledge.embedding;

import java.util.List;

/** Encodes by one model. */
public record SingleEncoder(Embedder embedder) implements PassageEncoder {
    @Override
    public String name() {
        return embedder.model().fullName();
    }

    @Override
    public int dimensions() {
        return Embedder.DIMENSIONS;
    }

    @Override
    public List<float[]> passages(List<String> texts) {
        return embedder.embedAll(texts);
    }

    @Override
    public float[] question(String text) {
        return embedder.embed(embedder.model().question(text));
    }
}
