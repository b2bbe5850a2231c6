package dev.weir.simulator;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Documents in the order of how many words they share with the question, as Cohere and Jina answer. */
final class Reranked implements Payload {
    private static final int DIMENSIONS = 256;

    private final CohereSeen.Reranking seen;

    Reranked(CohereSeen.Reranking seen) {
        this.seen = seen;
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
        float[] question = Embedder.embed(seen.query(), DIMENSIONS);
        double[] scores = seen.documents().stream()
                .mapToDouble(document -> likeness(question, Embedder.embed(document, DIMENSIONS)))
                .toArray();
        List<Integer> order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .limit(seen.most())
                .toList();
        out.raw("{\"id\":\"sim\",\"results\":[");
        String comma = "";
        for (int i : order) {
            out.raw(comma).raw("{\"index\":").number(i).raw(",\"relevance_score\":");
            out.raw(Double.toString(scores[i])).raw("}");
            comma = ",";
        }
        out.raw("],\"meta\":{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"search_units\":1}}}");
    }

    /** Between 0 and 1. */
    private static double likeness(float[] one, float[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return Math.clamp((1 + product) / 2, 0.0, 1.0);
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
