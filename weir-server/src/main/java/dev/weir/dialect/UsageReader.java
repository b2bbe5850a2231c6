package dev.weir.dialect;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the {@code usage} object of OpenAI's chat and embeddings dialect as its many speakers send it. Counts that are
 * negative, no whole number or no number at all are taken as not said.
 *
 * <p>Where cached input is found: {@code prompt_tokens_details.cached_tokens} (OpenAI and most), {@code
 * prompt_cache_hit_tokens} (DeepSeek), {@code cached_tokens} (Moonshot), {@code cached_prompt_text_tokens} (xAI's
 * older form). Written cache: {@code prompt_tokens_details.cache_write_tokens} (OpenAI, OpenRouter).
 */
final class UsageReader {
    private static final long UNSAID = -1;
    /** No answer has a billion tokens; at the dearest price what is below it cannot overflow an amount of money. */
    private static final long MOST = 1_000_000_000L;

    private final JsonParser parser;
    private long prompt = UNSAID;
    private long completion = UNSAID;
    private long total = UNSAID;
    private long cached = UNSAID;
    private long cachedElsewhere = UNSAID;
    private long cacheWrite = UNSAID;
    private long audioIn = UNSAID;
    private long audioOut = UNSAID;
    private long reasoning = UNSAID;

    private UsageReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the value that the parser stands on, and leaves it on that value's last token; null if nothing is said. */
    static @Nullable Usage read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        return new UsageReader(parser).read();
    }

    private @Nullable Usage read() {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            member(name);
        }
        if (prompt == UNSAID && completion == UNSAID) {
            return total == UNSAID ? null : Usage.of(total, 0);
        }
        return Usage.builder()
                .inputTokens(said(prompt))
                .cachedInputTokens(said(cached == UNSAID ? cachedElsewhere : cached))
                .cacheWriteTokens(said(cacheWrite))
                .outputTokens(output())
                .reasoningTokens(said(reasoning))
                .audioInputTokens(said(audioIn))
                .audioOutputTokens(said(audioOut))
                .build();
    }

    /** xAI counts reasoning beside the completion, not in it, as only its total shows. */
    private long output() {
        boolean apart = reasoning > 0 && total == said(prompt) + said(completion) + reasoning;
        return apart ? said(completion) + reasoning : said(completion);
    }

    private void member(String name) {
        switch (name) {
            case "prompt_tokens" -> prompt = count();
            case "completion_tokens" -> completion = count();
            case "total_tokens" -> total = count();
            case "prompt_cache_hit_tokens", "cached_tokens", "cached_prompt_text_tokens" -> cachedElsewhere = count();
            case "prompt_tokens_details" -> promptDetails();
            case "completion_tokens_details" -> completionDetails();
            default -> parser.skipChildren();
        }
    }

    private void promptDetails() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "cached_tokens" -> cached = count();
                case "cache_write_tokens" -> cacheWrite = count();
                case "audio_tokens" -> audioIn = count();
                default -> parser.skipChildren();
            }
        }
    }

    private void completionDetails() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "reasoning_tokens" -> reasoning = count();
                case "audio_tokens" -> audioOut = count();
                default -> parser.skipChildren();
            }
        }
    }

    private long count() {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            parser.skipChildren();
            return UNSAID;
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return UNSAID;
        }
        long count = parser.getLongValue();
        return count < 0 || count > MOST ? UNSAID : count;
    }

    private static long said(long count) {
        return Math.max(0, count);
    }
}
