package dev.weir.live;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;

/** Which names entries may get over the API. */
final class EntryNames {
    private static final int LONGEST = 200;

    private EntryNames() {}

    /**
     * @throws Refusal that says what is wrong with the name
     */
    static void check(Kind kind, String name) {
        boolean plain = !name.isBlank()
                && name.length() <= LONGEST
                && name.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))
                && !name.startsWith("/")
                && !name.endsWith("/");
        if (!plain) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is no name under " + kind.wire() + ".",
                    "name",
                    "A name has no white space, no slash at an end, and " + LONGEST + " characters at most.");
        }
        if (kind == Kind.PROVIDERS && (name.equals("weir") || name.indexOf('/') >= 0)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is no name under providers.",
                    "name",
                    name.equals("weir") ? "That is Weir itself." : "A slash separates a provider from its model.");
        }
    }
}
