package dev.weir.batch;

/**
 * How far a batch is, and the tokens of its answers.
 *
 * @param completed requests that were answered
 * @param failed requests that were not
 * @param inputTokens those from a cache included
 * @param outputTokens those spent on reasoning included
 */
public record Tally(
        long completed, long failed, long inputTokens, long cachedTokens, long outputTokens, long reasoningTokens) {
    static final Tally ZERO = new Tally(0, 0, 0, 0, 0, 0);

    /** The counts of another tally of the same batch, if it is further; the tokens are of this one. */
    Tally orFurther(Tally other) {
        return completed + failed >= other.completed + other.failed
                ? this
                : new Tally(other.completed, other.failed, inputTokens, cachedTokens, outputTokens, reasoningTokens);
    }

    Tally plus(Result result) {
        return new Tally(
                completed + (result.ok() ? 1 : 0),
                failed + (result.ok() ? 0 : 1),
                inputTokens + result.inputTokens(),
                cachedTokens + result.cachedTokens(),
                outputTokens + result.outputTokens(),
                reasoningTokens + result.reasoningTokens());
    }
}
