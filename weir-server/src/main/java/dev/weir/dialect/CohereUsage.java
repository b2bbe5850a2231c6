package dev.weir.dialect;

import static dev.weir.dialect.TokenCount.UNSAID;
import static dev.weir.dialect.TokenCount.said;

import dev.weir.spi.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Reads Cohere's {@code usage}: what is billed ({@code billed_units}) goes before what was counted ({@code tokens}),
 * which also has the tokens of Cohere's own instructions and those that its cache held. Not thread-safe.
 */
final class CohereUsage {
    private final JsonParser parser;
    private long billedInput = UNSAID;
    private long billedOutput = UNSAID;
    private long searches = UNSAID;
    private long input = UNSAID;
    private long output = UNSAID;
    private long cached = UNSAID;

    CohereUsage(JsonParser parser) {
        this.parser = parser;
    }

    /** Takes in the value that the parser stands on, and leaves it on that value's last token. */
    void read() {
        Members.each(parser, name -> {
            switch (name) {
                case "billed_units" -> Members.each(parser, this::billed);
                case "tokens" -> Members.each(parser, this::counted);
                case "cached_tokens" -> cached = TokenCount.read(parser, cached);
                default -> parser.skipChildren();
            }
        });
    }

    private void billed(String name) {
        switch (name) {
            case "input_tokens" -> billedInput = TokenCount.read(parser, billedInput);
            case "output_tokens" -> billedOutput = TokenCount.read(parser, billedOutput);
            case "search_units" -> searches = TokenCount.read(parser, searches);
            default -> parser.skipChildren();
        }
    }

    private void counted(String name) {
        switch (name) {
            case "input_tokens" -> input = TokenCount.read(parser, input);
            case "output_tokens" -> output = TokenCount.read(parser, output);
            default -> parser.skipChildren();
        }
    }

    /** What was said; null if nothing was. */
    @Nullable
    Usage stated() {
        boolean billed = billedInput != UNSAID || billedOutput != UNSAID;
        if (!billed && input == UNSAID && output == UNSAID) {
            return null;
        }
        long in = said(billed ? billedInput : input);
        return Usage.builder()
                .inputTokens(in)
                .cachedInputTokens(billed ? 0 : Math.min(said(cached), in))
                .outputTokens(said(billed ? billedOutput : output))
                .searches(said(searches))
                .build();
    }
}
