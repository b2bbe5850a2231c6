package dev.weir.mirror;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tokens of an answer as it names them itself.
 *
 * @param input those from a cache included
 * @param output those spent on reasoning included
 */
public record Tokens(long input, long cached, long output, long reasoning) {
    /** Null if the object says nothing. */
    static @Nullable Tokens of(JsonNode usage) {
        if (usage.has("prompt_tokens")) {
            return new Tokens(
                    number(usage, "/prompt_tokens"),
                    number(usage, "/prompt_tokens_details/cached_tokens"),
                    number(usage, "/completion_tokens"),
                    number(usage, "/completion_tokens_details/reasoning_tokens"));
        }
        if (!usage.has("input_tokens") && !usage.has("output_tokens")) {
            return null;
        }
        long apart = number(usage, "/cache_read_input_tokens") + number(usage, "/cache_creation_input_tokens");
        return new Tokens(
                number(usage, "/input_tokens") + apart,
                number(usage, "/cache_read_input_tokens") + number(usage, "/input_tokens_details/cached_tokens"),
                number(usage, "/output_tokens"),
                number(usage, "/output_tokens_details/reasoning_tokens"));
    }

    private static long number(JsonNode usage, String at) {
        return usage.at(at).asLong(0);
    }

    /** Anthropic's streams tell the input first and the output last. */
    static @Nullable Tokens latest(@Nullable Tokens before, @Nullable Tokens now) {
        if (before == null || now == null) {
            return now == null ? before : now;
        }
        return new Tokens(
                Math.max(before.input, now.input),
                Math.max(before.cached, now.cached),
                Math.max(before.output, now.output),
                Math.max(before.reasoning, now.reasoning));
    }
}
