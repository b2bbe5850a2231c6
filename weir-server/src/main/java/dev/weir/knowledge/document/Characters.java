package dev.weir.knowledge.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes characters of bytes: a byte order mark is believed, then strict UTF-8, then UTF-16 by the position
 * of its zero bytes, then Windows-1252 where the bytes look like Western European prose.
 */
final class Characters {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final double MOST_HIGH_BYTES = .3;

    private Characters() {}

    /** The text with {@code \n} line ends and no byte order mark; empty where the bytes are not text. */
    static Optional<String> decode(byte[] content) {
        return decodeRaw(content).filter(Characters::isText).map(Characters::normalLineEnds);
    }

    /** As {@link #decode(byte[])}, trying the charset that the content itself names after the byte order mark and UTF-8. */
    static Optional<String> decode(byte[] content, String declared) {
        Optional<String> marked = hasMark(content) ? decode(content) : strict(content, 0, StandardCharsets.UTF_8);
        return marked.or(() -> charset(declared).flatMap(charset -> strict(content, 0, charset)))
                .filter(Characters::isText)
                .map(Characters::normalLineEnds)
                .or(() -> decode(content));
    }

    private static boolean hasMark(byte[] content) {
        return startsWith(content, 0xff, 0xfe)
                || startsWith(content, 0xfe, 0xff)
                || startsWith(content, 0xef, 0xbb, 0xbf);
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> decodeRaw(byte[] content) {
        if (startsWith(content, 0xef, 0xbb, 0xbf)) {
            return strict(content, 3, StandardCharsets.UTF_8);
        }
        if (startsWith(content, 0xff, 0xfe, 0, 0) || startsWith(content, 0, 0, 0xfe, 0xff)) {
            return strict(content, 0, Charset.forName("UTF-32")).map(Characters::withoutMark);
        }
        if (startsWith(content, 0xff, 0xfe)) {
            return strict(content, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(content, 0xfe, 0xff)) {
            return strict(content, 2, StandardCharsets.UTF_16BE);
        }
        return unmarked(content);
    }

    private static Optional<String> unmarked(byte[] content) {
        int evenZeros = zeros(content, 0);
        int oddZeros = zeros(content, 1);
        if (evenZeros + oddZeros > 0) {
            return wide(content, evenZeros, oddZeros);
        }
        return strict(content, 0, StandardCharsets.UTF_8).or(() -> western(content));
    }

    /** Latin text in UTF-16 has a zero in nearly every high byte and in hardly any low byte. */
    private static Optional<String> wide(byte[] content, int evenZeros, int oddZeros) {
        int pairs = content.length / 2;
        if (content.length % 2 == 0 && oddZeros > pairs * .4 && evenZeros < pairs * .05) {
            return strict(content, 0, StandardCharsets.UTF_16LE);
        }
        if (content.length % 2 == 0 && evenZeros > pairs * .4 && oddZeros < pairs * .05) {
            return strict(content, 0, StandardCharsets.UTF_16BE);
        }
        return Optional.empty();
    }

    private static Optional<String> western(byte[] content) {
        int high = 0;
        for (byte b : content) {
            high += b < 0 ? 1 : 0;
        }
        return high > content.length * MOST_HIGH_BYTES ? Optional.empty() : strict(content, 0, WINDOWS_1252);
    }

    private static Optional<String> strict(byte[] content, int from, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content, from, content.length - from))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int zeros(byte[] content, int from) {
        int zeros = 0;
        for (int i = from; i < content.length; i += 2) {
            zeros += content[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    private static boolean startsWith(byte[] content, int... bytes) {
        if (content.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((content[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** A handful of stray control characters is a blemish; one in a hundred is not prose. */
    private static boolean isText(String text) {
        long controls = text.chars()
                .filter(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t' && c != '\f')
                .count();
        return controls * 100 <= text.length() && text.indexOf(0) < 0;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String normalLineEnds(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').replace('\f', '\n');
    }
}
