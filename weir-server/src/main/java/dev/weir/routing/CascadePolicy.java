package dev.weir.routing;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When the answer of a deployment is good enough to be passed on, and when the next one is asked.
 *
 * @param judge how much of a stream is judged before it is passed on
 * @param validity whether an answer must have the form that the request asks for
 * @param probability the least geometric mean of the tokens' probabilities; null is not judged
 * @param lowest the least probability of any one token; null is not judged
 * @param confidence the least confidence of {@code weir/extractive}
 * @param scorers the least score of each scorer
 * @param beginning how many characters are a beginning
 * @param hold the most bytes of events that are held back
 * @param patience the longest that a stream is held back
 */
public record CascadePolicy(
        Judge judge,
        boolean validity,
        @Nullable Double probability,
        @Nullable Double lowest,
        double confidence,
        Map<String, Double> scorers,
        int beginning,
        long hold,
        Duration patience) {
    public CascadePolicy {
        scorers = Map.copyOf(scorers);
    }

    /** How much of a stream is judged. */
    public enum Judge {
        /** All of it. */
        WHOLE,
        /** As much as {@link #beginning} says. */
        BEGINNING
    }

    SortedMap<String, Double> sortedScorers() {
        return new TreeMap<>(scorers);
    }
}
