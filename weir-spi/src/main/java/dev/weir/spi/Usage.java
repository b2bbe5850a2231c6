package dev.weir.spi;

/**
 * Tokens of one attempt, in classes that are priced apart.
 *
 * @param inputTokens all input tokens, the cached ones included
 * @param cachedInputTokens the part of the input that the provider read from its prompt cache
 * @param cacheWriteTokens the part of the input that the provider wrote to its prompt cache
 * @param outputTokens all output tokens, the reasoning ones included
 * @param reasoningTokens the part of the output that the caller does not see
 * @param toolTokens the part of the input that a provider's own tools added
 * @param audioInputTokens the part of the input that was sound
 * @param audioOutputTokens the part of the output that was sound
 * @param searches searches that are priced by the piece: a reranker's units, or those of the provider's own web tool
 * @param cachedAudioInputTokens the part of the input that was sound and read from the prompt cache; it is priced, and
 *     not kept apart afterwards
 * @param estimated whether Weir counted because the provider did not say
 */
public record Usage(
        long inputTokens,
        long cachedInputTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        long toolTokens,
        long audioInputTokens,
        long audioOutputTokens,
        long searches,
        long cachedAudioInputTokens,
        boolean estimated) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, false);

    public Usage {
        if (inputTokens < 0
                || cachedInputTokens < 0
                || cacheWriteTokens < 0
                || outputTokens < 0
                || reasoningTokens < 0
                || toolTokens < 0
                || audioInputTokens < 0
                || audioOutputTokens < 0
                || searches < 0
                || cachedAudioInputTokens < 0) {
            throw new IllegalArgumentException("counts are not negative");
        }
    }

    /** One without searches. */
    public Usage(
            long inputTokens,
            long cachedInputTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            long toolTokens,
            long audioInputTokens,
            long audioOutputTokens,
            boolean estimated) {
        this(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                outputTokens,
                reasoningTokens,
                toolTokens,
                audioInputTokens,
                audioOutputTokens,
                0,
                0,
                estimated);
    }

    /** One without sound from a cache. */
    public Usage(
            long inputTokens,
            long cachedInputTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            long toolTokens,
            long audioInputTokens,
            long audioOutputTokens,
            long searches,
            boolean estimated) {
        this(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                outputTokens,
                reasoningTokens,
                toolTokens,
                audioInputTokens,
                audioOutputTokens,
                searches,
                0,
                estimated);
    }

    /** The same, counted by Weir. */
    public Usage asEstimate() {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                outputTokens,
                reasoningTokens,
                toolTokens,
                audioInputTokens,
                audioOutputTokens,
                searches,
                cachedAudioInputTokens,
                true);
    }

    /** The same with so many searches. */
    public Usage withSearches(long count) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                outputTokens,
                reasoningTokens,
                toolTokens,
                audioInputTokens,
                audioOutputTokens,
                count,
                cachedAudioInputTokens,
                estimated);
    }

    public static Usage of(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, 0, 0, outputTokens, 0, 0, 0, 0, false);
    }

    public static Usage estimate(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, 0, 0, outputTokens, 0, 0, 0, 0, true);
    }

    public long totalTokens() {
        return inputTokens + outputTokens;
    }

    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                cachedInputTokens + other.cachedInputTokens,
                cacheWriteTokens + other.cacheWriteTokens,
                outputTokens + other.outputTokens,
                reasoningTokens + other.reasoningTokens,
                toolTokens + other.toolTokens,
                audioInputTokens + other.audioInputTokens,
                audioOutputTokens + other.audioOutputTokens,
                searches + other.searches,
                cachedAudioInputTokens + other.cachedAudioInputTokens,
                estimated || other.estimated);
    }
}
