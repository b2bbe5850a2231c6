package dev.weir.knowledge.grounding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The probability that passages support a claim: a logistic regression over {@link Signals}, whose sums were made
 * probabilities by a second regression on examples that it had not seen (J. Platt, "Probabilistic outputs for support
 * vector machines", 1999). Immutable.
 *
 * @param weights by the name of the signal
 * @param slope the weight of the sum in the probability's logit
 * @param calibratedOn the examples that {@code slope} and {@code offset} were fitted on, in words
 */
public record SupportModel(Map<String, Double> weights, double bias, double slope, double offset, String calibratedOn) {
    /** The probability that a claim is supported which stands in a passage word for word. */
    public static final double COPY = .99;

    private static final String RESOURCE = "support.tsv";
    private static final String BIAS = "(bias)";
    private static final String SLOPE = "(slope)";
    private static final String OFFSET = "(offset)";
    private static final String CALIBRATED_ON = "(calibrated on)";

    public SupportModel {
        weights = Map.copyOf(weights);
    }

    /** The shipped one. */
    public static SupportModel shipped() {
        return Shipped.MODEL;
    }

    /** Read when it is first asked for. */
    private static final class Shipped {
        static final SupportModel MODEL = read();

        private static SupportModel read() {
            try (InputStream file = SupportModel.class.getResourceAsStream(RESOURCE)) {
                if (file == null) {
                    throw new IllegalStateException("the resource " + RESOURCE + " is missing");
                }
                return parse(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                        .lines()
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads what {@link #lines} writes. */
    public static SupportModel parse(List<String> lines) {
        Map<String, String> said = new LinkedHashMap<>();
        for (String line : lines) {
            String[] cells = line.split("\t", 2);
            if (cells.length == 2) {
                said.put(cells[0], cells[1]);
            }
        }
        double bias = number(said, BIAS);
        double slope = number(said, SLOPE);
        double offset = number(said, OFFSET);
        String on = said.getOrDefault(CALIBRATED_ON, "");
        said.keySet().removeIf(name -> name.startsWith("("));
        Map<String, Double> weights = new LinkedHashMap<>();
        said.forEach((name, value) -> weights.put(name, Double.valueOf(value)));
        return new SupportModel(weights, bias, slope, offset, on);
    }

    private static double number(Map<String, String> said, String name) {
        String value = said.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the weights lack " + name);
        }
        return Double.parseDouble(value);
    }

    /** One line a weight, in the order of their names. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(CALIBRATED_ON + "\t" + calibratedOn);
        lines.add(BIAS + "\t" + shown(bias));
        lines.add(SLOPE + "\t" + shown(slope));
        lines.add(OFFSET + "\t" + shown(offset));
        weights.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(weight -> lines.add(weight.getKey() + "\t" + shown(weight.getValue())));
        return lines;
    }

    private static String shown(double number) {
        return String.format(Locale.ROOT, "%.6f", number);
    }

    /** The sum before it is a probability. */
    public double sum(Map<String, Double> signals) {
        double sum = bias;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            sum += weight.getValue() * signals.getOrDefault(weight.getKey(), 0.0);
        }
        return sum;
    }

    /** From 0 to 1. What stands in a passage word for word is supported, whatever its words are. */
    public double probability(Map<String, Double> signals) {
        if (signals.getOrDefault(Signals.VERBATIM, 0.0) == 1) {
            return COPY;
        }
        return 1 / (1 + Math.exp(-(slope * sum(signals) + offset)));
    }
}
