package dev.weir.classifier;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import dev.weir.classifier.ClassifierVersion.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Fits a head: one logistic regression with an L2 penalty for each label against the others. Its quality and its
 * temperature come from five models that each left out a fifth of the examples. The fifths are dealt in turn, label by
 * label, so that the same examples always give the same result.
 */
final class Training {
    private static final int FOLDS = 5;
    private static final int BINS = 10;

    /** How little the penalty weighs. On the shipped prompts, values from 1 to 32 differ by less than two points. */
    private static final double COST = 1;

    private static final double TOLERANCE = 0.01;

    private final List<String> labels;
    private final List<Example> examples;
    private final int[] fold;

    static {
        Linear.disableDebugOutput();
    }

    /** A text's features and its label. */
    record Example(Feature[] features, String label) {}

    /** What training gives. */
    record Trained(Head head, Quality quality) {}

    private Training(List<Example> examples) {
        this.examples = examples;
        this.labels =
                List.copyOf(new TreeSet<>(examples.stream().map(Example::label).toList()));
        this.fold = new int[examples.size()];
        int[] dealt = new int[labels.size()];
        for (int i = 0; i < fold.length; i++) {
            fold[i] = dealt[label(i)]++ % FOLDS;
        }
    }

    /**
     * @throws IllegalArgumentException if there are fewer than two labels, or fewer than five examples of one
     */
    static Trained train(List<Example> examples, int features) {
        return new Training(examples).train(features);
    }

    private int label(int example) {
        return labels.indexOf(examples.get(example).label());
    }

    private Trained train(int features) {
        check();
        double[][] scores = new double[examples.size()][];
        for (int out = 0; out < FOLDS; out++) {
            Head head = fitted(out, features);
            for (int i = 0; i < fold.length; i++) {
                if (fold[i] == out) {
                    scores[i] = head.scores(examples.get(i).features());
                }
            }
        }
        double temperature = temperature(scores);
        return new Trained(fitted(-1, features).withTemperature(temperature), quality(scores, temperature));
    }

    private void check() {
        if (labels.size() < 2) {
            throw new IllegalArgumentException("at least two labels are needed, there is only " + labels);
        }
        for (String label : labels) {
            long count =
                    examples.stream().filter(each -> each.label().equals(label)).count();
            if (count < FOLDS) {
                throw new IllegalArgumentException(
                        "label '" + label + "' has " + count + " examples, at least " + FOLDS + " are needed");
            }
        }
    }

    private Head fitted(int leftOut, int features) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < fold.length; i++) {
            if (fold[i] != leftOut) {
                chosen.add(i);
            }
        }
        Problem problem = new Problem();
        problem.bias = 1;
        problem.n = features + 1;
        problem.l = chosen.size();
        problem.x = new Feature[chosen.size()][];
        problem.y = new double[chosen.size()];
        for (int i = 0; i < problem.l; i++) {
            Feature[] own = examples.get(chosen.get(i)).features();
            problem.x[i] = java.util.Arrays.copyOf(own, own.length + 1);
            problem.x[i][own.length] = new de.bwaldvogel.liblinear.FeatureNode(features + 1, 1);
            problem.y[i] = label(chosen.get(i));
        }
        return Head.of(Linear.train(problem, new Parameter(SolverType.L2R_LR, COST, TOLERANCE)), labels);
    }

    /** The temperature of the least loss, by golden-section search over its logarithm. */
    private double temperature(double[][] scores) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = Math.log(0.05);
        double high = Math.log(20);
        for (int step = 0; step < 60; step++) {
            double left = high - ratio * (high - low);
            double right = low + ratio * (high - low);
            if (loss(scores, Math.exp(left)) < loss(scores, Math.exp(right))) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private double loss(double[][] scores, double temperature) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double given = Head.probabilities(scores[i], temperature)[label(i)];
            sum -= Math.log(Math.max(1e-12, given));
        }
        return sum / scores.length;
    }

    private Quality quality(double[][] scores, double temperature) {
        int right = 0;
        double[] stated = new double[BINS];
        double[] found = new double[BINS];
        int[] frequency = new int[labels.size()];
        for (int i = 0; i < scores.length; i++) {
            double[] probabilities = Head.probabilities(scores[i], temperature);
            int best = best(probabilities);
            boolean hit = best == label(i);
            int bin = (int) Math.min(BINS - 1, probabilities[best] * BINS);
            right += hit ? 1 : 0;
            stated[bin] += probabilities[best];
            found[bin] += hit ? 1 : 0;
            frequency[label(i)]++;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(stated[bin] - found[bin]);
        }
        double count = scores.length;
        int most = java.util.Arrays.stream(frequency).max().orElse(0);
        return new Quality(
                labels, scores.length, right / count, most / count, loss(scores, temperature), error / count);
    }

    private static int best(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }
}
