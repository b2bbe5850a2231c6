package dev.weir.dialect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Images, sounds and files that come inside a request: whether they are what they say, and not too large. */
final class InlineMedia {
    private static final byte[] ALPHABET = new byte[128];

    static {
        Arrays.fill(ALPHABET, (byte) -1);
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
                .chars()
                .forEach(c -> ALPHABET[c] = 1);
        "\r\n\t ".chars().forEach(c -> ALPHABET[c] = 0);
    }

    private InlineMedia() {}

    /** An image's address, or the image itself in a data URL. */
    static void imageUrl(RequestReader in) {
        String url = in.string("an address, or a data URL");
        if (url.isBlank()) {
            throw in.wrong("is empty", "Give an address, or a data URL such as data:image/png;base64,…");
        }
        if (isData(url)) {
            String type = dataUrl(in, url, "image/png");
            if (!type.regionMatches(true, 0, "image/", 0, 6)) {
                throw in.wrong("holds '" + BadRequest.shortened(type) + "', which is no image", null);
            }
            checkSize(in, url, url.indexOf(',') + 1, in.path());
        }
    }

    /** A file in a data URL; some vendors take bare base64, too. */
    static void fileUrl(RequestReader in) {
        String url = in.string("a data URL");
        if (isData(url)) {
            dataUrl(in, url, "application/pdf");
        } else {
            base64(url, in.path());
        }
    }

    /** Bare base64. */
    static void base64(RequestReader in) {
        base64(in.string("base64 in a string"), in.path());
    }

    static void base64(String text, String field) {
        base64(text, 0, field);
    }

    /** Bare base64 of an image. */
    static void image(RequestReader in, String text, String field) {
        base64(text, field);
        checkSize(in, text, 0, field);
    }

    private static boolean isData(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5);
    }

    private static String dataUrl(RequestReader in, String url, String example) {
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(5, comma);
        int semicolon = head.indexOf(';');
        if (semicolon <= 0 || !head.regionMatches(true, head.length() - 7, ";base64", 0, 7)) {
            throw in.wrong("must be a data URL in base64, such as data:" + example + ";base64,…", null);
        }
        base64(url, comma + 1, in.path());
        return head.substring(0, semicolon);
    }

    private static void base64(String text, int from, String field) {
        String fault = fault(text, from);
        if (fault != null) {
            throw BadRequest.field(field, "'" + field + "' " + fault + ".", "Encode the bytes as RFC 4648 says.");
        }
    }

    /** What keeps the text from {@code from} on from being base64; padding may be missing, line breaks may be there. */
    private static @Nullable String fault(String text, int from) {
        int digits = 0;
        int at = from;
        while (at < text.length() && text.charAt(at) != '=') {
            char c = text.charAt(at);
            if (c >= ALPHABET.length || ALPHABET[c] < 0) {
                return "is not base64 at character " + (at - from + 1);
            }
            digits += ALPHABET[c];
            at++;
        }
        if (digits == 0) {
            return "is empty";
        }
        String padding = text.substring(at).strip();
        boolean padded = padding.isEmpty()
                || (padding.equals("=") || padding.equals("==")) && (digits + padding.length()) % 4 == 0;
        return digits % 4 == 1 || !padded ? "is not base64: it is cut, or padded wrongly" : null;
    }

    private static long decodedSize(String text, int from) {
        long digits = 0;
        for (int i = from; i < text.length() && text.charAt(i) != '='; i++) {
            digits += ALPHABET[text.charAt(i)];
        }
        return digits * 3 / 4;
    }

    private static void checkSize(RequestReader in, String text, int from, String field) {
        long size = decodedSize(text, from);
        long most = in.limits().image();
        if (size > most) {
            throw BadRequest.field(
                    field,
                    "'" + field + "' is an image of " + size + " bytes, more than the " + most + " that are taken.",
                    "Send it smaller, or raise server.max_image.");
        }
    }
}
