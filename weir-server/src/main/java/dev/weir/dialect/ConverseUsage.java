package dev.weir.dialect;

import static dev.weir.dialect.TokenCount.UNSAID;
import static dev.weir.dialect.TokenCount.said;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads Bedrock's {@code usage}, whose {@code inputTokens} leave out what was read from the prompt cache and written to
 * it; {@link Usage#inputTokens} has all of it. Not thread-safe.
 */
final class ConverseUsage {
    private long input = UNSAID;
    private long output = UNSAID;
    private long read = UNSAID;
    private long written = UNSAID;
    private long hour = UNSAID;

    /** Takes in the value that the parser stands on, and leaves it on that value's last token. */
    void read(JsonParser parser) {
        Members.each(parser, name -> {
            switch (name) {
                case "inputTokens" -> input = TokenCount.read(parser, input);
                case "outputTokens" -> output = TokenCount.read(parser, output);
                case "cacheReadInputTokens" -> read = TokenCount.read(parser, read);
                case "cacheWriteInputTokens" -> written = TokenCount.read(parser, written);
                case "cacheDetails" -> lifetimes(parser);
                default -> parser.skipChildren();
            }
        });
    }

    private void lifetimes(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            lifetime(parser);
        }
    }

    private void lifetime(JsonParser parser) {
        String[] kept = {""};
        long[] count = {UNSAID};
        Members.each(parser, name -> {
            switch (name) {
                case "ttl" -> kept[0] = Text.orEmpty(parser);
                case "inputTokens" -> count[0] = TokenCount.read(parser, UNSAID);
                default -> parser.skipChildren();
            }
        });
        if (kept[0].equals("1h")) {
            hour = count[0];
        }
    }

    /** What was said; null if nothing was. */
    @Nullable
    Usage stated() {
        return input == UNSAID && output == UNSAID
                ? null
                : Usage.builder()
                        .inputTokens(said(input) + said(read) + said(written))
                        .cachedInputTokens(said(read))
                        .cacheWriteTokens(said(written))
                        .hourCacheWriteTokens(Math.min(said(hour), said(written)))
                        .outputTokens(said(output))
                        .build();
    }
}
