package dev.weir.simulator;

import org.jspecify.annotations.Nullable;

/**
 * The usage that a reply claims.
 *
 * @param promptTokens null counts one token per word piece of the messages
 * @param completionTokens null counts the word pieces of the answer, plus {@code reasoningTokens}
 * @param cachedTokens the part of the prompt said to come from a cache
 * @param reasoningTokens the part of the completion said to be reasoning
 * @param placement where a stream carries it
 */
public record UsageNumbers(
        @Nullable Integer promptTokens,
        @Nullable Integer completionTokens,
        int cachedTokens,
        int reasoningTokens,
        Placement placement) {

    /** Where a stream carries the usage. */
    public enum Placement {
        /** On a chunk of its own with empty choices, when the request asks for it: OpenAI's way. */
        OWN_CHUNK,
        /** On the chunk that carries the finish reason, asked for or not: some compatible vendors' way. */
        FINISH_CHUNK,
        /** Nowhere, also when asked for; plain replies leave it out, too. */
        NEVER
    }

    /** Counted from the texts, nothing cached, no reasoning. */
    public static final UsageNumbers COUNTED = new UsageNumbers(null, null, 0, 0, Placement.OWN_CHUNK);

    public UsageNumbers {
        notNegative("usage.prompt_tokens", promptTokens);
        notNegative("usage.completion_tokens", completionTokens);
        notNegative("usage.cached_tokens", cachedTokens);
        notNegative("usage.reasoning_tokens", reasoningTokens);
    }

    private static void notNegative(String field, @Nullable Integer value) {
        if (value != null) {
            Checks.that(value >= 0, field, value, "a whole number of 0 or more");
        }
    }

    int prompt(int counted) {
        return promptTokens == null ? counted : promptTokens;
    }

    int completion(int counted) {
        return completionTokens == null ? counted + reasoningTokens : completionTokens;
    }
}
