package dev.weir.spi;

/**
 * Tokens of one attempt, in classes that are priced apart. Made by a {@link Builder}, in which every count begins at
 * zero.
 *
 * @param inputTokens all input tokens, the cached ones included
 * @param cachedInputTokens the part of the input that the provider read from its prompt cache
 * @param cacheWriteTokens the part of the input that the provider wrote to its prompt cache
 * @param hourCacheWriteTokens the part of what was written that is kept for an hour and not for minutes; it has its own price
 * @param outputTokens all output tokens, the reasoning ones included
 * @param reasoningTokens the part of the output that the caller does not see
 * @param toolTokens the part of the input that a provider's own tools added
 * @param audioInputTokens the part of the input that was sound
 * @param cachedAudioInputTokens the part of the input that was sound and read from the prompt cache
 * @param audioOutputTokens the part of the output that was sound
 * @param searches searches that are priced by the piece: a reranker's units, or those of the provider's own web tool
 * @param estimated whether Weir counted because the provider did not say
 */
public record Usage(
        long inputTokens,
        long cachedInputTokens,
        long cacheWriteTokens,
        long hourCacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        long toolTokens,
        long audioInputTokens,
        long cachedAudioInputTokens,
        long audioOutputTokens,
        long searches,
        boolean estimated) {

    public static final Usage NONE = builder().build();

    public Usage {
        if (inputTokens < 0
                || cachedInputTokens < 0
                || cacheWriteTokens < 0
                || hourCacheWriteTokens < 0
                || outputTokens < 0
                || reasoningTokens < 0
                || toolTokens < 0
                || audioInputTokens < 0
                || cachedAudioInputTokens < 0
                || audioOutputTokens < 0
                || searches < 0) {
            throw new IllegalArgumentException("counts are not negative");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public static Usage of(long inputTokens, long outputTokens) {
        return builder().inputTokens(inputTokens).outputTokens(outputTokens).build();
    }

    public static Usage estimate(long inputTokens, long outputTokens) {
        return of(inputTokens, outputTokens).asEstimate();
    }

    /** One that begins with these counts. */
    public Builder toBuilder() {
        return builder().add(this);
    }

    /** The same, counted by Weir. */
    public Usage asEstimate() {
        return toBuilder().estimated(true).build();
    }

    public long totalTokens() {
        return inputTokens + outputTokens;
    }

    public Usage plus(Usage other) {
        return toBuilder().add(other).build();
    }

    /** Puts counts together; not thread-safe. */
    public static final class Builder {
        private long inputTokens;
        private long cachedInputTokens;
        private long cacheWriteTokens;
        private long hourCacheWriteTokens;
        private long outputTokens;
        private long reasoningTokens;
        private long toolTokens;
        private long audioInputTokens;
        private long cachedAudioInputTokens;
        private long audioOutputTokens;
        private long searches;
        private boolean estimated;

        private Builder() {}

        public Builder inputTokens(long count) {
            inputTokens = count;
            return this;
        }

        public Builder cachedInputTokens(long count) {
            cachedInputTokens = count;
            return this;
        }

        public Builder cacheWriteTokens(long count) {
            cacheWriteTokens = count;
            return this;
        }

        public Builder hourCacheWriteTokens(long count) {
            hourCacheWriteTokens = count;
            return this;
        }

        public Builder outputTokens(long count) {
            outputTokens = count;
            return this;
        }

        public Builder reasoningTokens(long count) {
            reasoningTokens = count;
            return this;
        }

        public Builder toolTokens(long count) {
            toolTokens = count;
            return this;
        }

        public Builder audioInputTokens(long count) {
            audioInputTokens = count;
            return this;
        }

        public Builder cachedAudioInputTokens(long count) {
            cachedAudioInputTokens = count;
            return this;
        }

        public Builder audioOutputTokens(long count) {
            audioOutputTokens = count;
            return this;
        }

        public Builder searches(long count) {
            searches = count;
            return this;
        }

        public Builder estimated(boolean counted) {
            estimated = counted;
            return this;
        }

        private Builder add(Usage other) {
            inputTokens += other.inputTokens;
            cachedInputTokens += other.cachedInputTokens;
            cacheWriteTokens += other.cacheWriteTokens;
            hourCacheWriteTokens += other.hourCacheWriteTokens;
            outputTokens += other.outputTokens;
            reasoningTokens += other.reasoningTokens;
            toolTokens += other.toolTokens;
            audioInputTokens += other.audioInputTokens;
            cachedAudioInputTokens += other.cachedAudioInputTokens;
            audioOutputTokens += other.audioOutputTokens;
            searches += other.searches;
            estimated |= other.estimated;
            return this;
        }

        public Usage build() {
            return new Usage(
                    inputTokens,
                    cachedInputTokens,
                    cacheWriteTokens,
                    hourCacheWriteTokens,
                    outputTokens,
                    reasoningTokens,
                    toolTokens,
                    audioInputTokens,
                    cachedAudioInputTokens,
                    audioOutputTokens,
                    searches,
                    estimated);
        }
    }
}
