package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What people may call a project or a key. */
final class Names {
    private static final int LONGEST = 64;

    private Names() {}

    /**
     * The name without the space around it.
     *
     * @throws Refusal if it is missing, too long, or holds characters that do not print
     */
    static String check(@Nullable String given) {
        String name = given == null ? "" : given.strip();
        int length = name.codePointCount(0, name.length());
        if (length == 0) {
            throw refused("A name is missing.");
        } else if (length > LONGEST) {
            throw refused("The name has " + length + " characters.");
        } else if (name.codePoints().anyMatch(Names::unprintable)) {
            throw refused("The name holds a control character.");
        }
        return name;
    }

    private static boolean unprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }

    private static Refusal refused(String what) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                what,
                "name",
                "1 to " + LONGEST + " characters on one line, such as 'search'.");
    }
}
