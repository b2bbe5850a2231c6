package dev.weir.bench.groundedness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well scores tell supported sentences from others, with intervals of 95 % from 2,000 resamples of the documents,
 * not of the sentences: those of a document are not independent.
 */
final class Measured {
    private static final int RESAMPLES = 2_000;
    private static final double TAIL = .025;
    private static final int BINS = 10;

    private Measured() {}

    /** A scored sentence; {@code rival} is the baseline's score. */
    record Point(String document, boolean supported, double score, double rival) {}

    /** A figure, the ends of its interval, and the share of resamples at or below zero. */
    record Figure(double value, double low, double high, double notAboveZero) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
        }
    }

    static Figure auc(List<Point> points) {
        return resampled(points, sample -> auc(sample, Point::score));
    }

    static Figure rivalAuc(List<Point> points) {
        return resampled(points, sample -> auc(sample, Point::rival));
    }

    /** Both on the same resamples. */
    static Figure gain(List<Point> points) {
        return resampled(points, sample -> auc(sample, Point::score) - auc(sample, Point::rival));
    }

    static Figure balancedAccuracy(List<Point> points, double threshold) {
        return resampled(points, sample -> balanced(sample, Point::score, threshold));
    }

    static Figure rivalBalancedAccuracy(List<Point> points, double threshold) {
        return resampled(points, sample -> balanced(sample, Point::rival, threshold));
    }

    private static Figure resampled(List<Point> points, ToDoubleFunction<List<Point>> measure) {
        Map<String, List<Point>> documents = new LinkedHashMap<>();
        points.forEach(point -> documents
                .computeIfAbsent(point.document(), _ -> new ArrayList<>())
                .add(point));
        List<List<Point>> all = List.copyOf(documents.values());
        Random random = new Random(7);
        double[] values = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<Point> sample = new ArrayList<>();
            for (int j = 0; j < all.size(); j++) {
                sample.addAll(all.get(random.nextInt(all.size())));
            }
            values[i] = measure.applyAsDouble(sample);
        }
        Arrays.sort(values);
        long below = Arrays.stream(values).filter(value -> value <= 0).count();
        return new Figure(
                measure.applyAsDouble(points),
                values[(int) (TAIL * RESAMPLES)],
                values[(int) ((1 - TAIL) * RESAMPLES)],
                (double) below / RESAMPLES);
    }

    /** The chance that a supported sentence scores above another one, ties counting half. */
    private static double auc(List<Point> points, ToDoubleFunction<Point> score) {
        List<Point> sorted =
                points.stream().sorted(Comparator.comparingDouble(score)).toList();
        double ranks = 0;
        long positives = 0;
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            while (end < sorted.size() && score.applyAsDouble(sorted.get(end)) == score.applyAsDouble(sorted.get(i))) {
                end++;
            }
            double rank = (i + 1 + end) / 2.0;
            long here = sorted.subList(i, end).stream().filter(Point::supported).count();
            ranks += here * rank;
            positives += here;
            i = end;
        }
        double negatives = sorted.size() - positives;
        return positives == 0 || negatives == 0
                ? .5
                : (ranks - positives * (positives + 1) / 2.0) / (positives * negatives);
    }

    private static double balanced(List<Point> points, ToDoubleFunction<Point> score, double threshold) {
        return (rate(points, true, point -> score.applyAsDouble(point) >= threshold)
                        + rate(points, false, point -> score.applyAsDouble(point) < threshold))
                / 2;
    }

    private static double rate(List<Point> points, boolean supported, Predicate<Point> right) {
        List<Point> some =
                points.stream().filter(point -> point.supported() == supported).toList();
        return some.isEmpty() ? .5 : (double) some.stream().filter(right).count() / some.size();
    }

    /** The threshold at which the baseline is right most often; classes weigh the same. */
    static double bestRivalThreshold(List<Point> points) {
        return points.stream()
                .map(Point::rival)
                .distinct()
                .max(Comparator.comparingDouble(threshold -> balanced(points, Point::rival, threshold)))
                .orElse(.5);
    }

    /** The expected calibration error over ten bins, classes weighing the same. */
    static double calibrationError(List<Point> points) {
        double supported = points.stream().filter(Point::supported).count();
        double others = points.size() - supported;
        return IntStream.range(0, BINS)
                .mapToDouble(bin -> points.stream()
                        .filter(point -> (int) Math.min(BINS - 1, point.score() * BINS) == bin)
                        .mapToDouble(point -> (point.supported() ? .5 / supported : .5 / others)
                                * (point.score() - (point.supported() ? 1 : 0)))
                        .sum())
                .map(Math::abs)
                .sum();
    }
}
