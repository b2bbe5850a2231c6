package dev.weir.knowledge.index;

import dev.weir.spi.document.Chunk;
import java.util.List;
import java.util.Map;

/**
 * How a search came to rank one document: the arithmetic of its fusion with every number in it.
 *
 * @param candidates how many passages were in the running, over which the scales are taken
 * @param fusion how the arms' scores became one
 * @param scales of each arm that was asked
 * @param passages of the document, in order; none where the document is unknown or the filter hides it
 */
public record Explanation(int candidates, Fusion fusion, Map<Arm, Weighed> scales, List<Step> passages) {
    public Explanation {
        scales = Map.copyOf(scales);
        passages = List.copyOf(passages);
    }

    /**
     * What makes an arm's scores comparable.
     *
     * @param weight the arm's share of the fused score
     */
    public record Weighed(Scale scale, double weight) {}

    /**
     * One passage's way.
     *
     * @param arms absent where an arm has no opinion; then the other one stands in
     * @param fused the weighted sum of the comparable numbers, or the arm's own score where one alone was asked
     * @param rank among the candidates by the fused score, from 1; 0 where no arm listed it
     */
    public record Step(String chunkId, Chunk chunk, Map<Arm, Opinion> arms, double fused, int rank) {
        public Step {
            arms = Map.copyOf(arms);
        }
    }

    /**
     * One arm's view.
     *
     * @param score BM25, or the cosine
     * @param rank in the arm's own list, from 1; 0 where it was not asked deep enough to list it
     * @param standard what the scale makes of it
     */
    public record Opinion(double score, int rank, double standard) {}
}
