package dev.weir.dialect;

import static dev.weir.dialect.TokenCount.UNSAID;
import static dev.weir.dialect.TokenCount.said;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Reads Bedrock's {@code usage}, whose {@code inputTokens} leave out what was read from the prompt cache and written to
 * it; {@link Usage#inputTokens} has all of it. Not thread-safe.
 */
final class ConverseUsage {
    private long input = UNSAID;
    private long output = UNSAID;
    private long read = UNSAID;
    private long written = UNSAID;

    /** Takes in the value that the parser stands on, and leaves it on that value's last token. */
    void read(JsonParser parser) {
        Members.each(parser, name -> {
            switch (name) {
                case "inputTokens" -> input = TokenCount.read(parser, input);
                case "outputTokens" -> output = TokenCount.read(parser, output);
                case "cacheReadInputTokens" -> read = TokenCount.read(parser, read);
                case "cacheWriteInputTokens" -> written = TokenCount.read(parser, written);
                default -> parser.skipChildren();
            }
        });
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
                        .outputTokens(said(output))
                        .build();
    }
}
