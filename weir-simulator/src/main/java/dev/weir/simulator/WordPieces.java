package dev.weir.simulator;

/**
 * The simulator's tokens: any white space in front, then up to eight letters or digits, or one other character.
 *
 * <p>Joined again the pieces are the text, and a surrogate pair is never split. This is no vendor's tokenizer; it is
 * cheap, and close enough in size to make streams look like streams.
 */
final class WordPieces {
    private static final int LONGEST_WORD = 8;

    private WordPieces() {}

    static int count(CharSequence text) {
        int pieces = 0;
        for (int at = 0; at < text.length(); at = end(text, at)) {
            pieces++;
        }
        return pieces;
    }

    /** Where the piece that starts at {@code from} ends. */
    static int end(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int word = at;
        while (at < text.length() && at - word < LONGEST_WORD && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        return at > word || at == text.length() ? at : at + Character.charCount(Character.codePointAt(text, at));
    }
}
