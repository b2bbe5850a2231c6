package dev.weir.usage;

import java.util.Locale;

/** What is counted. The names are those of the columns and of the API. */
public enum Measure {
    REQUESTS,
    /** Requests that ended in an error, or with the process; callers who left are none. */
    ERRORS,
    /** Requests that were answered without a call to a provider of their own. */
    CACHED_REQUESTS,
    ATTEMPTS,
    /** Attempts whose answer nobody got: failed, slower than another one, or open after a crash. */
    FAILED_ATTEMPTS,
    /** Attempts that used something for which there was no price. */
    UNPRICED_ATTEMPTS,
    /** Attempts whose tokens Weir counted, because the provider did not say. */
    ESTIMATED_ATTEMPTS,
    INPUT_TOKENS,
    CACHED_INPUT_TOKENS,
    CACHE_WRITE_TOKENS,
    HOUR_CACHE_WRITE_TOKENS,
    AUDIO_INPUT_TOKENS,
    CACHED_AUDIO_INPUT_TOKENS,
    TOOL_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    AUDIO_OUTPUT_TOKENS,
    SEARCHES,
    ADJUSTMENTS;

    /** {@code input_tokens}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
