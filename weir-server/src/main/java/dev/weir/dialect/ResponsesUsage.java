package dev.weir.dialect;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the {@code usage} of the Responses API: {@code input_tokens} with the cached ones inside, {@code output_tokens}
 * with the reasoning ones inside. Counts that are negative or no whole number are taken as not said.
 */
final class ResponsesUsage {
    private static final long UNSAID = -1;
    /** As in {@link UsageReader}. */
    private static final long MOST = 1_000_000_000L;

    private final JsonParser parser;
    private long input = UNSAID;
    private long output = UNSAID;
    private long cached = UNSAID;
    private long written = UNSAID;
    private long reasoning = UNSAID;
    private long audioIn = UNSAID;
    private long audioOut = UNSAID;

    private ResponsesUsage(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the value that the parser stands on, and leaves it on that value's last token; null if nothing is said. */
    static @Nullable Usage read(JsonParser parser) {
        ResponsesUsage usage = new ResponsesUsage(parser);
        usage.members("");
        return usage.input == UNSAID && usage.output == UNSAID ? null : usage.usage();
    }

    private void members(String object) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (object + name) {
                case "input_tokens" -> input = count();
                case "output_tokens" -> output = count();
                case "input_tokens_details", "output_tokens_details" -> members(name + ".");
                case "input_tokens_details.cached_tokens" -> cached = count();
                case "input_tokens_details.cache_write_tokens" -> written = count();
                case "input_tokens_details.audio_tokens" -> audioIn = count();
                case "output_tokens_details.reasoning_tokens" -> reasoning = count();
                case "output_tokens_details.audio_tokens" -> audioOut = count();
                default -> parser.skipChildren();
            }
        }
    }

    private Usage usage() {
        return Usage.builder()
                .inputTokens(said(input))
                .cachedInputTokens(said(cached))
                .cacheWriteTokens(said(written))
                .outputTokens(said(output))
                .reasoningTokens(said(reasoning))
                .audioInputTokens(said(audioIn))
                .audioOutputTokens(said(audioOut))
                .build();
    }

    private long count() {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            parser.skipChildren();
            return UNSAID;
        }
        long count = parser.getLongValue();
        return count < 0 || count > MOST ? UNSAID : count;
    }

    private static long said(long count) {
        return Math.max(0, count);
    }
}
