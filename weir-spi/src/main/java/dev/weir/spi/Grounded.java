package dev.weir.spi;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about an answer's sentences and the passages they come from.
 *
 * @param policy what was to be done
 * @param action what was done
 * @param threshold the least score of a supported sentence
 * @param sentences those of the answer as it is passed on, in order
 * @param objected how many sentences the policy objected to: those left out, or those for which the answer was asked for
 *     again or withheld
 * @param conflicts where the passages contradict each other about what the answer says
 * @param confidence the share of the sentences with a claim that may be expected to be supported; null if none has one
 * @param calibratedOn what the scores were made probabilities on
 * @param judge the model that was asked for a second opinion; null if none was
 */
public record Grounded(
        Grounding.Policy policy,
        Action action,
        double threshold,
        List<Sentence> sentences,
        int objected,
        List<Conflict> conflicts,
        @Nullable Double confidence,
        String calibratedOn,
        @Nullable String judge) {
    public Grounded {
        sentences = List.copyOf(sentences);
        conflicts = List.copyOf(conflicts);
    }

    /** What a policy has done to an answer. */
    public enum Action {
        /** It was passed on as it was made. */
        NONE,
        /** Sentences were left out. */
        DROPPED,
        /** It is the second one. */
        REGENERATED,
        /** Another text stands in its place. */
        WITHHELD;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is thought of a sentence. */
    public enum Verdict {
        SUPPORTED,
        /** Near what the passages say, and not near enough. */
        PARTLY,
        UNSUPPORTED,
        /** It says nothing that a passage could support: a question, an introduction, a word about the passages. */
        NO_CLAIM;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A sentence of an answer.
     *
     * @param start where it begins in the answer, in UTF-16 units
     * @param score the probability that the passages support it; null without a claim
     * @param citations the numbers in its marks, each once, in order
     * @param source the number of the passage that supports it best; null if none does
     * @param judged whether the verdict is the judge's
     */
    public record Sentence(
            int start,
            int end,
            String text,
            Verdict verdict,
            @Nullable Double score,
            List<Integer> citations,
            @Nullable Integer source,
            List<Fault> faults,
            boolean judged) {
        public Sentence {
            citations = List.copyOf(citations);
            faults = List.copyOf(faults);
        }

        /** The same under another verdict, given by the judge. */
        public Sentence judged(Verdict by) {
            return new Sentence(start, end, text, by, score, citations, source, faults, true);
        }

        /** The same at another place of the answer. */
        public Sentence shifted(int by) {
            return new Sentence(start + by, end + by, text, verdict, score, citations, source, faults, judged);
        }
    }

    /**
     * Something about a sentence that is not as it claims.
     *
     * @param citation the number that is cited; null where the fault is a quotation's
     * @param quote the quoted words; null where the fault is a citation's
     */
    public record Fault(
            Kind kind, @Nullable Integer citation, @Nullable String quote) {
        /** What is not right. */
        public enum Kind {
            /** The number is none of a passage. */
            NO_SUCH_PASSAGE,
            /** The passage does not support the sentence. */
            DOES_NOT_SUPPORT,
            /** The words in quotation marks stand in no passage. */
            NOT_VERBATIM;

            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * Two passages that disagree about what a sentence says.
     *
     * @param sentence the index of the sentence among the answer's
     */
    public record Conflict(int sentence, Kind kind, Side one, Side other) {
        /** In what they disagree. */
        public enum Kind {
            NUMBER,
            NEGATION;

            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /**
         * What one of them says.
         *
         * @param number the passage's
         * @param start where {@code quote} begins in the document
         */
        public record Side(int number, String documentId, int start, int end, String quote) {}
    }
}
