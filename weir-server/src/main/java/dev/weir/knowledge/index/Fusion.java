package dev.weir.knowledge.index;

/**
 * Joins the scores of two arms that use different scales: each arm's scores become standard scores (z) over
 * the candidates, and their weighted sum orders them.
 *
 * <p>Reciprocal rank fusion, the usual choice, looks at ranks alone; on the test sets in docs/knowledge.md it
 * falls below the better arm wherever the arms differ much, because it cannot see by how much a candidate
 * leads. A candidate without a vector is judged by its words alone: its lexical standard score stands in for
 * the missing one.
 */
public final class Fusion {
    private Fusion() {}

    /**
     * The fused scores.
     *
     * @param lexical each candidate's BM25 score
     * @param dense each candidate's cosine; NaN where it has no vector
     * @param denseWeight the share of the dense arm, 0 to 1
     */
    public static double[] fuse(double[] lexical, double[] dense, double denseWeight) {
        double[] words = standardScores(lexical);
        double[] meaning = standardScores(dense);
        double[] fused = new double[words.length];
        for (int i = 0; i < fused.length; i++) {
            fused[i] = weigh(words[i], meaning[i], denseWeight);
        }
        return fused;
    }

    /** Joins two standard scores; the lexical one stands in for a dense one that is NaN. */
    static double weigh(double words, double meaning, double denseWeight) {
        double stand = Double.isNaN(meaning) ? words : meaning;
        return denseWeight * stand + (1 - denseWeight) * words;
    }

    /** (x - mean) / standard deviation over the numbers among them; 0 where all are equal; NaN stays NaN. */
    static double[] standardScores(double[] scores) {
        Scale scale = Scale.of(scores);
        double[] standard = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            standard[i] = scale.standard(scores[i]);
        }
        return standard;
    }

    /** Where the scores of one arm lie; NaN is no score. */
    record Scale(int count, double mean, double deviation) {
        static Scale of(double[] scores) {
            int count = 0;
            double sum = 0;
            for (double score : scores) {
                count += Double.isNaN(score) ? 0 : 1;
                sum += Double.isNaN(score) ? 0 : score;
            }
            double mean = count == 0 ? 0 : sum / count;
            return new Scale(count, mean, deviation(scores, mean, count));
        }

        private static double deviation(double[] scores, double mean, int count) {
            double squares = 0;
            for (double score : scores) {
                squares += Double.isNaN(score) ? 0 : (score - mean) * (score - mean);
            }
            return count == 0 ? 0 : Math.sqrt(squares / count);
        }

        double standard(double score) {
            if (deviation == 0) {
                return Double.isNaN(score) ? score : 0;
            }
            return (score - mean) / deviation;
        }
    }
}
