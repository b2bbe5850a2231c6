package dev.weir.provider;

import java.nio.charset.StandardCharsets;

/** Text as one piece of a URL's path (RFC 3986, section 3.3): a client's model name must not lead anywhere else. */
final class PathText {
    private PathText() {}

    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        boolean dots = text.equals(".") || text.equals("..");
        return dots ? encoded.toString().replace(".", "%2E") : encoded.toString();
    }

    private static boolean isPlain(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return letter || "-._~@".indexOf(c) >= 0;
    }
}
