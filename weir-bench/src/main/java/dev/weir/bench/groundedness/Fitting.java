package dev.weir.bench.groundedness;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import dev.weir.knowledge.grounding.SupportModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A logistic regression with an L2 penalty over standardized signals. Claims that people wrote count several times, for
 * there are fewer of them than of those made by rule.
 */
final class Fitting {
    private static final double COST = .1;
    private static final double TOLERANCE = .001;

    /** What {@link #folds} divides by. */
    static final int FOLDS = 5;

    private static final int REAL = 4;
    private static final int ROUNDS = 200;

    static {
        Linear.disableDebugOutput();
    }

    private Fitting() {}

    /** Which fifth an example is in; a group is never divided. */
    static int fold(Example example) {
        return Math.floorMod(mixed(example.group().hashCode()), FOLDS);
    }

    /** The finisher of MurmurHash3, so that groups with names that are alike are spread. */
    private static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }

    /** Not calibrated yet. */
    static SupportModel fit(List<Observed> examples) {
        TreeSet<String> all = new TreeSet<>(examples.getFirst().signals().keySet());
        all.remove("verbatim");
        List<String> names = List.copyOf(all);
        double[] means = new double[names.size()];
        double[] deviations = new double[names.size()];
        for (int j = 0; j < names.size(); j++) {
            String name = names.get(j);
            means[j] = examples.stream()
                    .mapToDouble(each -> value(each, name))
                    .average()
                    .orElse(0);
            double mean = means[j];
            deviations[j] = Math.sqrt(examples.stream()
                    .mapToDouble(each -> Math.pow(value(each, name) - mean, 2))
                    .average()
                    .orElse(0));
        }
        Model model = Linear.train(problem(examples, names, means, deviations), parameter());
        return unstandardized(model, names, means, deviations);
    }

    private static double value(Observed observed, String name) {
        return observed.signals().getOrDefault(name, 0.0);
    }

    private static Parameter parameter() {
        return new Parameter(SolverType.L2R_LR, COST, TOLERANCE);
    }

    private static Problem problem(List<Observed> examples, List<String> names, double[] means, double[] deviations) {
        List<Feature[]> rows = new ArrayList<>();
        List<Double> labels = new ArrayList<>();
        for (Observed observed : examples) {
            Feature[] row = new Feature[names.size() + 1];
            for (int j = 0; j < names.size(); j++) {
                double deviation = deviations[j] == 0 ? 1 : deviations[j];
                row[j] = new FeatureNode(j + 1, (value(observed, names.get(j)) - means[j]) / deviation);
            }
            row[names.size()] = new FeatureNode(names.size() + 1, 1);
            for (int times = observed.example().isReal() ? REAL : 1; times > 0; times--) {
                rows.add(row);
                labels.add(observed.example().supported() ? 1.0 : 0.0);
            }
        }
        Problem problem = new Problem();
        problem.bias = 1;
        problem.n = names.size() + 1;
        problem.l = rows.size();
        problem.x = rows.toArray(Feature[][]::new);
        problem.y = labels.stream().mapToDouble(Double::doubleValue).toArray();
        return problem;
    }

    private static SupportModel unstandardized(Model model, List<String> names, double[] means, double[] deviations) {
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        double[] fitted = model.getFeatureWeights();
        double bias = sign * fitted[names.size()];
        Map<String, Double> weights = new TreeMap<>();
        for (int j = 0; j < names.size(); j++) {
            double weight = deviations[j] == 0 ? 0 : sign * fitted[j] / deviations[j];
            weights.put(names.get(j), weight);
            bias -= weight * means[j];
        }
        return new SupportModel(weights, bias, 1, 0, "");
    }

    /** The sums of examples by a model that has not seen their fifth. */
    static double[] unseen(List<Observed> examples) {
        double[] sums = new double[examples.size()];
        for (int out = 0; out < FOLDS; out++) {
            int left = out;
            SupportModel model = fit(examples.stream()
                    .filter(each -> fold(each.example()) != left)
                    .toList());
            for (int i = 0; i < sums.length; i++) {
                if (fold(examples.get(i).example()) == out) {
                    sums[i] = model.sum(examples.get(i).signals());
                }
            }
        }
        return sums;
    }

    /** With the slope and the offset that make probabilities of sums, by Newton's method; classes weigh the same. */
    static SupportModel calibrated(SupportModel model, double[] sums, boolean[] labels, String on) {
        double slope = 1;
        double offset = 0;
        double positives = count(labels);
        for (int round = 0; round < ROUNDS; round++) {
            double[] gradient = new double[2];
            double[] curvature = new double[3];
            for (int i = 0; i < sums.length; i++) {
                double weight = labels[i] ? .5 / positives : .5 / (labels.length - positives);
                double p = 1 / (1 + Math.exp(-(slope * sums[i] + offset)));
                double error = weight * (p - (labels[i] ? 1 : 0));
                double bend = weight * p * (1 - p);
                gradient[0] += error * sums[i];
                gradient[1] += error;
                curvature[0] += bend * sums[i] * sums[i];
                curvature[1] += bend * sums[i];
                curvature[2] += bend;
            }
            double determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1] + 1e-12;
            slope -= (curvature[2] * gradient[0] - curvature[1] * gradient[1]) / determinant;
            offset -= (curvature[0] * gradient[1] - curvature[1] * gradient[0]) / determinant;
        }
        return new SupportModel(model.weights(), model.bias(), slope, offset, on);
    }

    private static double count(boolean[] labels) {
        int count = 0;
        for (boolean label : labels) {
            count += label ? 1 : 0;
        }
        return count;
    }
}
