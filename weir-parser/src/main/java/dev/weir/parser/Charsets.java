package dev.weir.parser;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.txt.CharsetDetector;
import org.apache.tika.parser.txt.CharsetMatch;
import org.apache.tika.parser.txt.UniversalEncodingDetector;
import org.jspecify.annotations.Nullable;

/**
 * Finds the charset of text: a byte order mark is believed, then UTF-16 by its zero bytes, then strict UTF-8, then what
 * the file says of itself, then East Asian charsets by how common their characters are, then the guesses of Mozilla's
 * and ICU's statistics, each in the superset that Windows writes
 * and only where it decodes every byte.
 */
final class Charsets {
    private static final int SAMPLE = 1 << 18;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Map<String, String> SUPERSETS = Map.of(
            "shift_jis", "windows-31j",
            "gb2312", "GB18030",
            "gbk", "GB18030",
            "euc-kr", "x-windows-949",
            "iso-8859-1", "windows-1252",
            "us-ascii", "windows-1252",
            "iso-8859-9", "windows-1254",
            "big5", "Big5-HKSCS",
            "tis-620", "x-windows-874");

    private Charsets() {}

    static Charset of(byte[] bytes) {
        return of(bytes, null);
    }

    /** @param declared what the file or its envelope names; null where nothing does */
    static Charset of(byte[] bytes, @Nullable String declared) {
        byte[] sample = bytes.length > SAMPLE ? Arrays.copyOf(bytes, SAMPLE) : bytes;
        Charset marked = marked(sample);
        if (marked != null) {
            return marked;
        }
        if (decodes(sample, StandardCharsets.UTF_8)) {
            return isEscaped(sample) ? Charset.forName("ISO-2022-JP") : StandardCharsets.UTF_8;
        }
        Charset named = declared == null ? null : named(declared);
        if (named != null && decodes(sample, named)) {
            return named;
        }
        return EastAsian.of(sample)
                .orElseGet(() -> guesses(sample).stream()
                        .filter(guess -> decodes(sample, guess))
                        .findFirst()
                        .orElse(WINDOWS_1252));
    }

    private static @Nullable Charset marked(byte[] bytes) {
        if (starts(bytes, 0xef, 0xbb, 0xbf)) {
            return StandardCharsets.UTF_8;
        }
        if (starts(bytes, 0xff, 0xfe, 0, 0) || starts(bytes, 0, 0, 0xfe, 0xff)) {
            return Charset.forName("UTF-32");
        }
        if (starts(bytes, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        }
        return starts(bytes, 0xfe, 0xff) ? StandardCharsets.UTF_16BE : wide(bytes);
    }

    private static boolean starts(byte[] bytes, int... expected) {
        return new Source("", bytes, null).startsWith(expected);
    }

    /** Text in UTF-16 has its zero bytes on one side. */
    private static @Nullable Charset wide(byte[] bytes) {
        int even = zeros(bytes, 0);
        int odd = zeros(bytes, 1);
        int pairs = Math.max(1, bytes.length / 2);
        if (odd > pairs * .3 && even < pairs * .02) {
            return StandardCharsets.UTF_16LE;
        }
        return even > pairs * .3 && odd < pairs * .02 ? StandardCharsets.UTF_16BE : null;
    }

    private static int zeros(byte[] bytes, int from) {
        int zeros = 0;
        for (int i = from; i < bytes.length; i += 2) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** JIS switches its character sets by escape sequences and has no byte above 127. */
    private static boolean isEscaped(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0x1b && bytes[i + 1] == '$' && (bytes[i + 2] == 'B' || bytes[i + 2] == '@')) {
                return true;
            }
        }
        return false;
    }

    static @Nullable Charset named(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        try {
            return Charset.forName(SUPERSETS.getOrDefault(lower, lower));
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    private static List<Charset> guesses(byte[] sample) {
        List<Charset> guesses = new ArrayList<>();
        add(guesses, universal(sample));
        var statistics = new CharsetDetector();
        statistics.setText(sample);
        for (CharsetMatch match : statistics.detectAll()) {
            add(guesses, match.getName());
        }
        return guesses;
    }

    private static void add(List<Charset> guesses, @Nullable String name) {
        Charset charset = name == null || name.startsWith("IBM") || name.contains("Mac")
                ? null
                : named(name.replace("_rtl", "").replace("_ltr", ""));
        if (charset != null) {
            guesses.add(charset);
        }
    }

    private static @Nullable String universal(byte[] sample) {
        try {
            Charset found = new UniversalEncodingDetector().detect(new ByteArrayInputStream(sample), new Metadata());
            return found == null ? null : found.name();
        } catch (IOException e) {
            return null;
        }
    }

    /** A character that the sample's end cuts in two is no error. */
    private static boolean decodes(byte[] sample, Charset charset) {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return !decoder.decode(
                        ByteBuffer.wrap(sample), CharBuffer.allocate(sample.length * 2 + 16), sample.length < SAMPLE)
                .isError();
    }

    /** Few control characters, in whichever charset. */
    static boolean isText(byte[] bytes) {
        byte[] sample = bytes.length > 1 << 14 ? Arrays.copyOf(bytes, 1 << 14) : bytes;
        if (marked(sample) != null) {
            return hasFewControls(new String(sample, of(sample)));
        }
        int controls = 0;
        for (byte b : sample) {
            if (b == 0) {
                return false;
            }
            controls += b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b ? 1 : 0;
        }
        return controls * 100 <= sample.length;
    }

    private static boolean hasFewControls(String text) {
        long controls = text.chars()
                .filter(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t' && c != '\f')
                .count();
        return controls * 100 <= text.length();
    }

    /** The beginning of a text. */
    static String head(byte[] bytes, int length) {
        byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, length));
        return withoutMark(new String(start, of(bytes)));
    }

    static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** All of it; what is malformed becomes U+FFFD. */
    static Reader reader(Source source) {
        return new InputStreamReader(source.stream(), of(source.bytes()));
    }
}
