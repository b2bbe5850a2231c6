package dev.weir.classifier;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.Model;
import dev.weir.classifier.Classification.Opinion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One question's answer: a linear score for each label, and a temperature that makes probabilities of scores which are
 * right as often as they say (C. Guo et al., "On Calibration of Modern Neural Networks", 2017).
 *
 * @param weights one row a label, the last number of each its bias
 */
record Head(List<String> labels, float[][] weights, double temperature) {
    Head {
        labels = List.copyOf(labels);
    }

    static Head of(Model model, List<String> labels) {
        int features = model.getNrFeature();
        int[] order = model.getLabels();
        boolean two = order.length == 2;
        int columns = two ? 1 : order.length;
        double[] all = model.getFeatureWeights();
        float[][] weights = new float[labels.size()][features + 1];
        for (int column = 0; column < columns; column++) {
            for (int feature = 0; feature <= features; feature++) {
                weights[order[column]][feature] = (float) all[feature * columns + column];
            }
        }
        return new Head(labels, weights, 1);
    }

    Head withTemperature(double changed) {
        return new Head(labels, weights, changed);
    }

    double[] scores(Feature[] features) {
        double[] scores = new double[labels.size()];
        for (int label = 0; label < scores.length; label++) {
            float[] row = weights[label];
            double sum = row[row.length - 1];
            for (Feature feature : features) {
                sum += row[feature.getIndex() - 1] * feature.getValue();
            }
            scores[label] = sum;
        }
        return scores;
    }

    /** The softmax of the scores over the temperature. */
    static double[] probabilities(double[] scores, double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            most = Math.max(most, score);
        }
        double sum = 0;
        double[] probabilities = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = Math.exp((scores[i] - most) / temperature);
            sum += probabilities[i];
        }
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    Opinion opinion(Feature[] features) {
        double[] probabilities = probabilities(scores(features), temperature);
        int best = 0;
        Map<String, Double> all = new LinkedHashMap<>();
        for (int i = 0; i < probabilities.length; i++) {
            all.put(labels.get(i), probabilities[i]);
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return new Opinion(labels.get(best), probabilities[best], all);
    }
}
