package dev.weir.dialect;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads Anthropic's {@code usage}, whose {@code input_tokens} leave out what was read from the prompt cache and written
 * to it; {@link Usage#inputTokens} has all of it. On a stream the counts come twice: the last word on each one stands.
 * Counts that are negative or no whole number are taken as not said. Not thread-safe.
 */
final class AnthropicUsage {
    private static final long UNSAID = -1;
    /** As in {@link UsageReader}. */
    private static final long MOST = 1_000_000_000L;

    private long input = UNSAID;
    private long output = UNSAID;
    private long read = UNSAID;
    private long written = UNSAID;
    private long thinking = UNSAID;
    private long searches = UNSAID;

    /** Takes in the value that the parser stands on, and leaves it on that value's last token. */
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "input_tokens" -> input = count(parser, input);
                case "output_tokens" -> output = count(parser, output);
                case "cache_read_input_tokens" -> read = count(parser, read);
                case "cache_creation_input_tokens" -> written = count(parser, written);
                case "output_tokens_details" -> details(parser);
                case "server_tool_use" -> serverTools(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void details(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("thinking_tokens")) {
                thinking = count(parser, thinking);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void serverTools(JsonParser parser) {
        Members.each(parser, name -> {
            if (name.equals("web_search_requests")) {
                searches = count(parser, searches);
            } else {
                parser.skipChildren();
            }
        });
    }

    /** What was said so far; null if nothing was. */
    @Nullable
    Usage stated() {
        return input == UNSAID && output == UNSAID ? null : usage(said(output), false);
    }

    /** What was said about the input, for a stream whose output is not known yet; null if nothing was. */
    @Nullable
    Usage begun() {
        return input == UNSAID ? null : usage(0, true);
    }

    private Usage usage(long outputTokens, boolean estimated) {
        return Usage.builder()
                .inputTokens(said(input) + said(read) + said(written))
                .cachedInputTokens(said(read))
                .cacheWriteTokens(said(written))
                .outputTokens(outputTokens)
                .reasoningTokens(Math.min(said(thinking), outputTokens))
                .searches(said(searches))
                .estimated(estimated)
                .build();
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
