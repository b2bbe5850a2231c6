package dev.weir.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small line over time in a box of 88 × 24. It spans at least half its mean, so that noise stays flat.
 *
 * @param line the path of the curve
 * @param area the path of what is under it
 */
public record Spark(String line, String area, String endX, String endY) {

    /** Empty where there are fewer than two values: a point is no line. */
    static Spark of(List<Double> values) {
        if (values.size() < 2) {
            return new Spark("", "", "", "");
        }
        double low = values.stream().mapToDouble(v -> v).min().orElse(0);
        double high = values.stream().mapToDouble(v -> v).max().orElse(0);
        double mean = values.stream().mapToDouble(v -> v).average().orElse(0);
        double span = Math.max(high - low, mean / 2);
        List<String> points = IntStream.range(0, values.size())
                .mapToObj(i -> place(1 + 84.0 * i / (values.size() - 1)) + " "
                        + place(span == 0 ? 21 : 21 - 18 * (values.get(i) - low) / span))
                .toList();
        String line = points.stream().collect(Collectors.joining(" L", "M", ""));
        String[] end = points.getLast().split(" ");
        return new Spark(line, line + " V24 H1 Z", end[0], end[1]);
    }

    /**
     * A line whose values are not evenly spaced.
     *
     * @param places where each value lies, from 0 to 1, rising
     */
    static Spark of(List<Double> places, List<Double> values) {
        Spark even = of(values);
        if (even.line().isEmpty()) {
            return even;
        }
        String[] points = even.line().substring(1).split(" L");
        List<String> moved = IntStream.range(0, points.length)
                .mapToObj(i -> place(1 + 84 * places.get(i)) + points[i].substring(points[i].indexOf(' ')))
                .toList();
        String line = moved.stream().collect(Collectors.joining(" L", "M", ""));
        String[] end = moved.getLast().split(" ");
        String begin = moved.getFirst().substring(0, moved.getFirst().indexOf(' '));
        return new Spark(line, line + " V24 H" + begin + " Z", end[0], end[1]);
    }

    private static String place(double position) {
        return String.format(Locale.ROOT, "%.1f", position);
    }
}
