package dev.weir.knowledge.evaluation;

import java.util.List;
import java.util.Map;

/**
 * The measures of one ranked list against graded judgments. Documents without a judgment count as not
 * relevant. Discounted gain is as Järvelin and Kekäläinen (2002) define it with linear gain and a logarithm
 * of base 2, which is what {@code trec_eval} and BEIR report.
 *
 * @param ranked document ids, best first, each once
 * @param grades the judged documents; above 0 is relevant
 */
public record Ranking(List<String> ranked, Map<String, Integer> grades) {
    public Ranking {
        ranked = List.copyOf(ranked);
        grades = Map.copyOf(grades);
    }

    /** Discounted gain of the first k against that of the best possible order; 0 where nothing is relevant. */
    public double ndcg(int k) {
        List<Integer> gains = ranked.stream().map(this::grade).toList();
        List<Integer> ideal =
                grades.values().stream().sorted((a, b) -> Integer.compare(b, a)).toList();
        double best = discounted(ideal, k);
        return best == 0 ? 0 : discounted(gains, k) / best;
    }

    /** The share of the relevant documents that is among the first k; 0 where nothing is relevant. */
    public double recall(int k) {
        long relevant = grades.values().stream().filter(grade -> grade > 0).count();
        long found = ranked.stream().limit(k).filter(id -> grade(id) > 0).count();
        return relevant == 0 ? 0 : (double) found / relevant;
    }

    /** The share of the first k places that holds a relevant document; places that stay empty count. */
    public double precision(int k) {
        return (double) ranked.stream().limit(k).filter(id -> grade(id) > 0).count() / k;
    }

    /** One over the rank of the first relevant document among the first k; 0 where there is none. */
    public double reciprocalRank(int k) {
        for (int i = 0; i < Math.min(k, ranked.size()); i++) {
            if (grade(ranked.get(i)) > 0) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }

    private int grade(String id) {
        return Math.max(0, grades.getOrDefault(id, 0));
    }

    private static double discounted(List<Integer> gains, int k) {
        double sum = 0;
        for (int i = 0; i < Math.min(k, gains.size()); i++) {
            sum += Math.max(0, gains.get(i)) / (Math.log(i + 2) / Math.log(2));
        }
        return sum;
    }
}
