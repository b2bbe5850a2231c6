package dev.weir.spi;

/**
 * Says how good an answer looks, so that a model whose strategy is {@code cascade} knows whether to ask its next
 * deployment. It is given whole answers to chats only, before the caller has seen any of them. Thread-safe; called on
 * the call's own virtual thread, so that blocking is fine but adds to the time until the caller gets something. An
 * exception counts as no opinion.
 */
public interface Scorer {
    /** Judges an answer. Several choices are judged together: the worst one counts. */
    Score score(Call call, AnswerContent answer);

    /**
     * An opinion.
     *
     * @param value from 0, certainly wrong, to 1, certainly right
     * @param reason why, in a few words for the trace; must not quote the answer
     */
    record Score(double value, String reason) {
        public Score {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("a score is between 0 and 1, not " + value);
            }
        }
    }

    /**
     * Makes scorers of one kind; found by {@link java.util.ServiceLoader}, so that a jar on the class path with one
     * class and one service entry adds a kind.
     */
    interface Factory {
        /** The name under {@code cascade.scorers} in the configuration. */
        String name();

        /** A scorer that all models share. */
        Scorer create(ExtensionContext context);
    }
}
