package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.SearchRequest;
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

    SearchRequest request(String question, int limit) {
        return SearchRequest.hybrid(question, limit).asking(arms).fusing(fusion);
    }
}
