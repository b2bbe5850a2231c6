package dev.weir.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An answer cut into the tokens it is sent in. Immutable. */
final class Speech {
    private final @Nullable String tool;
    private final String text;
    private final int[] ends;
    private final boolean cutShort;

    private Speech(@Nullable String tool, String text, int[] ends, boolean cutShort) {
        this.tool = tool;
        this.text = text;
        this.ends = ends;
        this.cutShort = cutShort;
    }

    static Speech of(String text) {
        return new Speech(null, text, ends(text), false);
    }

    /** A call of this tool. */
    static Speech call(String tool, String arguments) {
        return new Speech(tool, arguments, ends(arguments), false);
    }

    private static int[] ends(String text) {
        int[] ends = new int[WordPieces.count(text)];
        for (int i = 0, at = 0; i < ends.length; i++) {
            at = WordPieces.end(text, at);
            ends[i] = at;
        }
        return ends;
    }

    /** The same speech, ending after this many tokens. */
    Speech limited(@Nullable Integer tokens) {
        return tokens == null || tokens >= ends.length
                ? this
                : new Speech(tool, text.substring(0, ends[tokens - 1]), Arrays.copyOf(ends, tokens), true);
    }

    /** The tool that is called with {@code text} as arguments; null when the text is the answer. */
    @Nullable
    String tool() {
        return tool;
    }

    String text() {
        return text;
    }

    int tokens() {
        return ends.length;
    }

    /** Where a token starts in the text. */
    int start(int token) {
        return token == 0 ? 0 : ends[token - 1];
    }

    /** Where a token ends in the text. */
    int end(int token) {
        return ends[token];
    }

    String finishReason() {
        return cutShort ? "length" : tool == null ? "stop" : "tool_calls";
    }
}
