package dev.weir.spi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with the sentences of an answer that its passages do not support. A part that is null is left to
 * whoever is asked next: the request first, then its knowledge base, then the installation.
 *
 * @param threshold the least score of a supported sentence, above 0 and below 1
 * @param judge the model that gives a second opinion on sentences whose score is near the threshold
 */
public record Grounding(
        @Nullable Policy policy,
        @Nullable Double threshold,
        @Nullable String judge) {
    /** Leaves everything to others. */
    public static final Grounding UNSAID = new Grounding(null, null, null);

    public Grounding {
        if (threshold != null && !(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("a threshold is above 0 and below 1, not " + threshold);
        }
        if (judge != null && judge.isBlank()) {
            throw new IllegalArgumentException("a judge is a model's name, not an empty text");
        }
    }

    /** This, and what {@code other} says where this says nothing. */
    public Grounding or(Grounding other) {
        return new Grounding(
                policy == null ? other.policy : policy,
                threshold == null ? other.threshold : threshold,
                judge == null ? other.judge : judge);
    }

    /** What is done with an answer of which a sentence is not supported. */
    public enum Policy {
        /** Nothing is judged. */
        OFF,
        /** The answer is passed on as it comes, and each sentence's verdict beside it. */
        MARK,
        /** Sentences that are not supported are left out. */
        DROP,
        /** The model is asked once more, and told what was wrong. */
        REGENERATE,
        /** The answer is withheld, and that is said in its place. */
        REFUSE;

        /** The name in requests and in the configuration. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Policy> named(String wire) {
            return Arrays.stream(values())
                    .filter(policy -> policy.wire().equals(wire))
                    .findFirst();
        }
    }
}
