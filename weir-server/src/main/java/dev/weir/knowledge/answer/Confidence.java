package dev.weir.knowledge.answer;

/**
 * The probability that a question's answer is among the passages, from three signs that can be seen without
 * understanding either: how near the nearest sentence is to the question, which share of the question's
 * weighty words the quoted sentences hold, and how near the nearest passage is.
 *
 * <p>A logistic regression; its weights were fitted on the questions of the chunking evaluation, each asked
 * once of a base that holds its document and once of one that does not. docs/knowledge.md has the command and
 * the rates it reaches.
 */
final class Confidence {
    private static final double BIAS = -15.0;
    private static final double SENTENCE = 15.5;
    private static final double COVERAGE = 6.5;
    private static final double PASSAGE = 13.3;

    /** Below this the answer is withheld. */
    static final double THRESHOLD = .5;

    private Confidence() {}

    /** What is known of a question and its passages, each 0 to 1. */
    record Signs(double nearestSentence, double coverage, double nearestPassage) {}

    static double of(Signs signs) {
        double sum = BIAS
                + SENTENCE * signs.nearestSentence()
                + COVERAGE * signs.coverage()
                + PASSAGE * signs.nearestPassage();
        return 1 / (1 + Math.exp(-sum));
    }
}
