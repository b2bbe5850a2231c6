package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.evaluation.Bootstrap.Difference;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Fusion;
import dev.weir.knowledge.index.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The fusion that suits a knowledge base's own judged questions, and what it is worth.
 *
 * <p>Every weight of the dense arm in steps of a twentieth is tried, for z-scores and for scores stretched from 0 to 1. The
 * gain is measured on questions that had no part in the choice: in each of five folds the best for the other four is
 * applied, and the differences to what is in force now are taken together. Only where their confidence interval is above
 * zero is a change worth it; judged questions are few and the best of forty is good by luck alone.
 *
 * @param fusion the best over all questions
 * @param gain in nDCG@10 over what is in force, on held-out questions
 * @param questions how many there are
 */
public record Tuning(Fusion fusion, Difference gain, int questions) {
    /** Fewer questions say nothing. */
    public static final int FEWEST = 20;

    static final Configuration EVERYTHING = new Configuration("candidates", EnumSet.allOf(Arm.class), Fusion.DEFAULT);

    private static final int FOLDS = 5;
    private static final int STEPS = 20;
    private static final Hit.Opinion NONE = new Hit.Opinion(Double.NaN, 0);

    /** A question's candidates, with both arms' opinions, and what is known of their documents. */
    record Pool(List<Hit> candidates, Map<String, Integer> grades) {}

    /** Whether the change is more than luck. */
    public boolean isWorthIt() {
        return gain.low() > 0;
    }

    static Tuning fit(List<Pool> pools, Measured current) {
        List<Fusion> choices = choices();
        double[][] scores = choices.stream()
                .map(fusion -> pools.stream()
                        .mapToDouble(pool -> ranking(pool, fusion).ndcg(10))
                        .toArray())
                .toArray(double[][]::new);
        double[] held = new double[pools.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int out = fold;
            int best = best(scores, IntStream.range(0, held.length).filter(i -> i % FOLDS != out));
            for (int i = fold; i < held.length; i += FOLDS) {
                held[i] = scores[best][i];
            }
        }
        int best = best(scores, IntStream.range(0, held.length));
        return new Tuning(
                choices.get(best), Bootstrap.paired(held, Measure.NDCG_10.of(current.rankings())), pools.size());
    }

    private static List<Fusion> choices() {
        return IntStream.rangeClosed(0, STEPS)
                .mapToDouble(step -> (double) step / STEPS)
                .boxed()
                .<Fusion>flatMap(weight -> Stream.of(new Fusion.ZScore(weight), new Fusion.MinMax(weight)))
                .toList();
    }

    private static int best(double[][] scores, IntStream questions) {
        int[] chosen = questions.toArray();
        return IntStream.range(0, scores.length)
                .boxed()
                .max(Comparator.comparingDouble(choice ->
                        IntStream.of(chosen).mapToDouble(i -> scores[choice][i]).sum()))
                .orElseThrow();
    }

    private static Ranking ranking(Pool pool, Fusion fusion) {
        double[] fused = fusion.fuse(opinions(pool, Arm.BM25), opinions(pool, Arm.DENSE));
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, fused.length).boxed().toList());
        order.sort(Comparator.comparingDouble((Integer i) -> fused[i]).reversed());
        return new Ranking(
                RetrievalEval.documents(
                        order.stream().map(pool.candidates()::get).toList()),
                pool.grades());
    }

    private static List<Hit.Opinion> opinions(Pool pool, Arm arm) {
        return pool.candidates().stream()
                .map(hit -> hit.arms().getOrDefault(arm, NONE))
                .toList();
    }
}
