package dev.weir.knowledge.index;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes one arm's opinions comparable with the other's. An arm that has no opinion has a NaN for a score and no rank. */
public sealed interface Scale {
    /** The comparable number; NaN where the arm has no opinion and the other one's stands in. */
    double of(double score, int rank);

    /** The numbers it goes by, for explanations. */
    Map<String, Double> numbers();

    /** (score - mean) / standard deviation; 0 where all scores are equal. */
    record Standard(double mean, double deviation) implements Scale {
        static Standard over(double[] scores) {
            double[] known = known(scores);
            double mean = Arrays.stream(known).average().orElse(0);
            double squares = Arrays.stream(known)
                    .map(score -> (score - mean) * (score - mean))
                    .sum();
            return new Standard(mean, known.length == 0 ? 0 : Math.sqrt(squares / known.length));
        }

        @Override
        public double of(double score, int rank) {
            return deviation == 0 && !Double.isNaN(score) ? 0 : (score - mean) / deviation;
        }

        @Override
        public Map<String, Double> numbers() {
            return ordered("mean", mean, "deviation", deviation);
        }
    }

    /** (score - lowest) / (highest - lowest); 0 where all scores are equal. */
    record Range(double lowest, double highest) implements Scale {
        static Range over(double[] scores) {
            double[] known = known(scores);
            return new Range(
                    Arrays.stream(known).min().orElse(0),
                    Arrays.stream(known).max().orElse(0));
        }

        @Override
        public double of(double score, int rank) {
            return lowest == highest && !Double.isNaN(score) ? 0 : (score - lowest) / (highest - lowest);
        }

        @Override
        public Map<String, Double> numbers() {
            return ordered("lowest", lowest, "highest", highest);
        }
    }

    /** 1 / (k + rank); 0 where the arm does not list the passage. */
    record Reciprocal(int k) implements Scale {
        @Override
        public double of(double score, int rank) {
            return rank == 0 ? 0 : 1.0 / (k + rank);
        }

        @Override
        public Map<String, Double> numbers() {
            return Map.of("k", (double) k);
        }
    }

    /** The score itself, where one arm alone decides. */
    record Own() implements Scale {
        @Override
        public double of(double score, int rank) {
            return score;
        }

        @Override
        public Map<String, Double> numbers() {
            return Map.of();
        }
    }

    private static double[] known(double[] scores) {
        return Arrays.stream(scores).filter(score -> !Double.isNaN(score)).toArray();
    }

    private static Map<String, Double> ordered(String first, double a, String second, double b) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(first, a);
        numbers.put(second, b);
        return numbers;
    }
}
