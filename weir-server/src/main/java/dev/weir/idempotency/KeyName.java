package dev.weir.idempotency;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An idempotency key as Weir knows it: whose it is, and a digest of its text. The same text of another project, or of
 * another key's holder, or for another end user, is another key.
 *
 * @param digest 64 hexadecimal digits, over project and holder, too
 */
record KeyName(ProjectId project, KeyId holder, String digest) {
    static final String HEADER = "idempotency-key";
    /** Stripe's bound, which its clients keep to. */
    private static final int LONGEST = 255;

    private static final int HEX = 16;

    /**
     * The key that a request carries, bare or as the string of RFC 8941 that draft-ietf-httpapi-idempotency-key-header
     * has it be.
     *
     * @throws Refusal if it carries one that is none
     */
    static Optional<KeyName> of(Request request) {
        return request.header(HEADER).map(value -> of(request.principal(), text(value)));
    }

    static KeyName of(Principal who, String text) {
        Sha256 of =
                new Sha256().part(who.project().value()).part(who.key().value()).part(text);
        EndUser user = who.endUser();
        String digest = (user == null ? of : of.part(user.name())).hex();
        return new KeyName(who.project(), who.key(), digest);
    }

    private static String text(String value) {
        String text = value.startsWith("\"") ? unquoted(value) : value;
        if (text == null
                || text.isEmpty()
                || text.length() > LONGEST
                || !text.chars().allMatch(KeyName::isVisible)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The header Idempotency-Key is no idempotency key.",
                    HEADER,
                    "Send 1 to " + LONGEST
                            + " visible ASCII characters without spaces, such as a UUID, bare or in double quotes.");
        }
        return text;
    }

    private static boolean isVisible(int c) {
        return c > ' ' && c < 127;
    }

    /** What stands in an sf-string; null if it is none. */
    private static @Nullable String unquoted(String value) {
        StringBuilder text = new StringBuilder(value.length());
        int end = value.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i >= end || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
                    return null;
                }
            } else if (c == '"') {
                return null;
            }
            text.append(value.charAt(i));
        }
        return end > 0 && value.charAt(end) == '"' ? text.toString() : null;
    }

    /** 64 bits that hardly any two keys have in common. */
    long hash() {
        return hash(digest);
    }

    static long hash(String digest) {
        return Long.parseUnsignedLong(digest, 0, HEX, HEX);
    }
}
