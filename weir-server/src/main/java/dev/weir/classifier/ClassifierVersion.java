package dev.weir.classifier;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a classifier.
 *
 * @param examples how many it learned from
 * @param kind how good it is at kinds; null if it was not taught them
 * @param complexity likewise
 */
public record ClassifierVersion(
        String name,
        int version,
        Instant trainedAt,
        int examples,
        @Nullable Quality kind,
        @Nullable Quality complexity) {
    /**
     * Measured by cross-validation: each example was judged by a model that had not seen it.
     *
     * @param accuracy the share that was judged right
     * @param baseline the share of the most frequent label, what always guessing it would reach
     * @param logLoss the mean negative logarithm of the probability that the right label was given
     * @param calibrationError the expected difference between a stated probability and how often it is right, in ten
     *     bins
     */
    public record Quality(
            List<String> labels,
            int examples,
            double accuracy,
            double baseline,
            double logLoss,
            double calibrationError) {}
}
