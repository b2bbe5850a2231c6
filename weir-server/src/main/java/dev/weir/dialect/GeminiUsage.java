package dev.weir.dialect;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads Gemini's {@code usageMetadata}. Thoughts stand beside the candidates' tokens, and what its own tools read beside
 * the prompt's; cached tokens are in the prompt's. Lists by modality are read for sound, which has prices of its own.
 * Embeddings spell the list of the prompt without an s. Counts that are negative or no whole number are taken as not
 * said.
 */
final class GeminiUsage {
    private static final long UNSAID = -1;
    /** As in {@link UsageReader}. */
    private static final long MOST = 1_000_000_000L;

    private long prompt = UNSAID;
    private long cached;
    private long candidates = UNSAID;
    private long thoughts = UNSAID;
    private long tools;
    private long total = UNSAID;
    private long promptSound;
    private long toolSound;
    private long cachedSound;
    private long outputSound;

    /** Reads the value that the parser stands on, and leaves it on that value's last token. */
    static GeminiUsage read(JsonParser parser) {
        GeminiUsage usage = new GeminiUsage();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return usage;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            usage.member(parser, name);
        }
        return usage;
    }

    private void member(JsonParser parser, String name) {
        switch (name) {
            case "promptTokenCount" -> prompt = count(parser, prompt);
            case "cachedContentTokenCount" -> cached = count(parser, cached);
            case "candidatesTokenCount" -> candidates = count(parser, candidates);
            case "thoughtsTokenCount" -> thoughts = count(parser, thoughts);
            case "toolUsePromptTokenCount" -> tools = count(parser, tools);
            case "totalTokenCount", "totalTokens" -> total = count(parser, total);
            case "promptTokensDetails", "promptTokenDetails" -> promptSound = sound(parser);
            case "toolUsePromptTokensDetails" -> toolSound = sound(parser);
            case "cacheTokensDetails" -> cachedSound = sound(parser);
            case "candidatesTokensDetails" -> outputSound = sound(parser);
            default -> parser.skipChildren();
        }
    }

    private static long sound(JsonParser parser) {
        long sum = 0;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return sum;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            sum += soundOf(parser);
        }
        return sum;
    }

    private static long soundOf(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return 0;
        }
        String modality = "";
        long count = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "modality" -> modality = GeminiWords.modality(parser);
                case "tokenCount" -> count = count(parser, 0);
                default -> parser.skipChildren();
            }
        }
        return modality.equals("AUDIO") ? count : 0;
    }

    /** What was said; null if nothing was. Without a word on the output it is only a beginning. */
    @Nullable
    Usage usage() {
        if (prompt == UNSAID && candidates == UNSAID && thoughts == UNSAID && tools == 0) {
            return total == UNSAID ? null : Usage.of(total, 0);
        }
        long output = said(candidates) + said(thoughts);
        return Usage.builder()
                .inputTokens(said(prompt) + tools)
                .cachedInputTokens(cached)
                .outputTokens(output)
                .reasoningTokens(said(thoughts))
                .toolTokens(tools)
                .audioInputTokens(promptSound + toolSound)
                .audioOutputTokens(outputSound)
                .cachedAudioInputTokens(cachedSound)
                .build();
    }

    /** The same while a stream goes on: a beginning until the output is counted, too. */
    @Nullable
    Usage sofar() {
        Usage usage = usage();
        return usage == null || candidates != UNSAID || thoughts != UNSAID ? usage : usage.asEstimate();
    }

    private static long count(JsonParser parser, long otherwise) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            parser.skipChildren();
            return otherwise;
        }
        long count = parser.getLongValue();
        return count < 0 || count > MOST ? otherwise : count;
    }

    private static long said(long count) {
        return Math.max(0, count);
    }
}
