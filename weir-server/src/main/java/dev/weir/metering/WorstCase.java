package dev.weir.metering;

import dev.weir.spi.Operation;
import dev.weir.spi.Usage;

/** The most tokens a call can use: what an intent reserves, and what a call that a crash left open is settled at. */
final class WorstCase {
    /** Taken where the caller sets no limit of its own. */
    private static final long OUTPUT_TOKENS = 4_096;

    private WorstCase() {}

    /**
     * @param input the most tokens that its model reads
     */
    static Usage of(Operation operation, long input) {
        return switch (operation) {
            case Operation.CountTokens count -> Usage.NONE;
            case Operation.Rerank rerank ->
                Usage.estimate(input, 0).toBuilder().searches(searches(rerank)).build();
            default -> Usage.estimate(input, output(operation));
        };
    }

    /** The most tokens that the answer may have. */
    static long output(Operation operation) {
        return switch (operation) {
            case Operation.Chat chat -> chat.maxOutputTokens() == null ? OUTPUT_TOKENS : chat.maxOutputTokens();
            case Operation.Embed embed -> 0;
            case Operation.Moderate moderate -> 0;
            case Operation.Rerank rerank -> 0;
            case Operation.CountTokens count -> 0;
        };
    }

    /**
     * Cohere counts a search unit for each hundred documents, and each 500 tokens of a document with its query as one:
     * docs.cohere.com, "How does Cohere's pricing work".
     */
    private static long searches(Operation.Rerank rerank) {
        long query = 3L * rerank.query().length();
        long documents = rerank.documents().stream()
                .mapToLong(document -> Math.ceilDiv(Math.max(1, 3L * document.length() + query), 500L))
                .sum();
        return Math.ceilDiv(documents, 100L);
    }
}
