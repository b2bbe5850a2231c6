package dev.weir.knowledge.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What is measured of a ranking; each is between 0 and 1, and more is better. */
public enum Measure {
    NDCG_10("ndcg@10", ranking -> ranking.ndcg(10)),
    RECALL_5("recall@5", ranking -> ranking.recall(5)),
    RECALL_10("recall@10", ranking -> ranking.recall(10)),
    RECALL_100("recall@100", ranking -> ranking.recall(100)),
    PRECISION_5("precision@5", ranking -> ranking.precision(5)),
    PRECISION_10("precision@10", ranking -> ranking.precision(10)),
    MRR_10("mrr@10", ranking -> ranking.reciprocalRank(10));

    /** The deepest rank that any of them looks at. */
    public static final int DEPTH = 100;

    private final String wireName;
    private final ToDoubleFunction<Ranking> of;

    Measure(String wireName, ToDoubleFunction<Ranking> of) {
        this.wireName = wireName;
        this.of = of;
    }

    public String wireName() {
        return wireName;
    }

    /** One value a question. */
    public double[] of(List<Ranking> rankings) {
        return rankings.stream().mapToDouble(of).toArray();
    }

    public static Optional<Measure> named(String wireName) {
        return Arrays.stream(values())
                .filter(each -> each.wireName.equals(wireName))
                .findFirst();
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Measure::wireName).toList();
    }
}
