package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.SearchRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A way of searching that is measured.
 *
 * @param name for people
 * @param arms those that are asked
 * @param fusion how they are joined
 */
public record Configuration(String name, Set<Arm> arms, Fusion fusion) {
    public Configuration {
        arms = Set.copyOf(arms);
    }

    /** Words alone, meaning alone, and both, joined in a way. */
    public static List<Configuration> armsAndBoth(Fusion fusion) {
        return List.of(
                new Configuration("bm25", EnumSet.of(Arm.BM25), Fusion.DEFAULT),
                new Configuration("dense", EnumSet.of(Arm.DENSE), Fusion.DEFAULT),
                new Configuration("hybrid", EnumSet.allOf(Arm.class), fusion));
    }

    SearchRequest request(String question, int limit) {
        return SearchRequest.hybrid(question, limit).asking(arms).fusing(fusion);
    }

    public boolean needsVectors() {
        return fusion.arms(arms).contains(Arm.DENSE);
    }
}
