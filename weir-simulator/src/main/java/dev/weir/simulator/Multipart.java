package dev.weir.simulator;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the file in a form (RFC 7578). */
final class Multipart {
    private Multipart() {}

    /** The content of the part that has a file's name; null if there is none. */
    static byte @Nullable [] file(@Nullable String contentType, byte[] body) {
        int at = contentType == null ? -1 : contentType.indexOf("boundary=");
        if (at < 0) {
            return null;
        }
        String boundary = contentType.substring(at + 9).split(";", 2)[0].strip().replace("\"", "");
        String form = new String(body, StandardCharsets.ISO_8859_1);
        for (String part : form.split(Pattern.quote("--" + boundary))) {
            int head = part.indexOf("\r\n\r\n");
            if (head > 0 && part.substring(0, head).contains("filename")) {
                String content = part.substring(head + 4);
                return content.substring(0, Math.max(0, content.length() - 2)).getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }
}
