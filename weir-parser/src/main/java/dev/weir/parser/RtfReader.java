package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Reads RTF by Tika, whose parser takes everything for the header up to the first paragraph's settings, and so loses the
 * first words of files that have none: they are put in before the first words.
 */
final class RtfReader implements FormatReader {
    private static final int DEEPEST = 1_000;
    private static final byte[] BODY_BEGINS = "\\pard\\plain ".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> OF_THE_HEADER = Set.of(
            "*",
            "fonttbl",
            "colortbl",
            "stylesheet",
            "info",
            "generator",
            "listtable",
            "listoverridetable",
            "filetbl",
            "revtbl",
            "rsidtbl",
            "mmathPr",
            "header",
            "headerl",
            "headerr",
            "headerf",
            "footer",
            "footerl",
            "footerr",
            "footerf");

    private final TikaReader tika = new TikaReader("application/rtf");

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        byte[] rtf = source.bytes();
        refuseDeep(rtf);
        int body = body(rtf);
        var bytes = new ByteArrayOutputStream(rtf.length + BODY_BEGINS.length);
        bytes.write(rtf, 0, body);
        bytes.write(BODY_BEGINS);
        bytes.write(rtf, body, rtf.length - body);
        tika.read(new Source(source.name(), bytes.toByteArray(), source.password()), text, inner);
    }

    private static void refuseDeep(byte[] rtf) {
        int depth = 0;
        for (int i = 0; i < rtf.length; i++) {
            if (rtf[i] == '\\') {
                i++;
            } else if (rtf[i] == '{' && ++depth > DEEPEST) {
                throw new NotRead(Outcome.TOO_LARGE, "its groups are nested deeper than " + DEEPEST + " levels");
            } else if (rtf[i] == '}') {
                depth--;
            }
        }
    }

    /** Where the first words, or the first group that holds some, begin. */
    private static int body(byte[] rtf) {
        int at = 1;
        while (at < rtf.length) {
            if (rtf[at] == '\\') {
                if (at + 1 < rtf.length && !isLetter(rtf[at + 1])) {
                    return at;
                }
                at = afterWord(rtf, at + 1);
            } else if (rtf[at] == '{') {
                if (!OF_THE_HEADER.contains(firstWord(rtf, at + 1))) {
                    return at;
                }
                at = afterGroup(rtf, at);
            } else if (rtf[at] == '\r' || rtf[at] == '\n') {
                at++;
            } else {
                return at;
            }
        }
        return rtf.length;
    }

    /** After a control word's letters, its number and the space that ends it. */
    private static int afterWord(byte[] rtf, int from) {
        int at = from;
        while (at < rtf.length && (isLetter(rtf[at]) || rtf[at] == '-' || rtf[at] >= '0' && rtf[at] <= '9')) {
            at++;
        }
        return at < rtf.length && rtf[at] == ' ' ? at + 1 : at;
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    private static String firstWord(byte[] rtf, int from) {
        if (from + 1 >= rtf.length || rtf[from] != '\\') {
            return "";
        }
        if (rtf[from + 1] == '*') {
            return "*";
        }
        int end = from + 1;
        while (end < rtf.length && isLetter(rtf[end])) {
            end++;
        }
        return new String(rtf, from + 1, end - from - 1, StandardCharsets.US_ASCII);
    }

    private static int afterGroup(byte[] rtf, int from) {
        int depth = 0;
        for (int i = from; i < rtf.length; i++) {
            if (rtf[i] == '\\') {
                i++;
            } else if (rtf[i] == '{') {
                depth++;
            } else if (rtf[i] == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return rtf.length;
    }
}
