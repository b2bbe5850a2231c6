package dev.weir.parser;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Optional;

/**
 * Tells the charsets of East Asia apart, also in a few dozen bytes, where statistics of languages fail. Their character
 * sets are sorted by how common a character is (JIS X 0208, GB 2312 and Big5 have two levels of ideographs; KS X 1001 has
 * its syllables in one block), so text in the right charset is mostly of common characters, and hardly ever in another.
 * Three of them share their bytes: Japanese is told from Korean and Chinese by its kana.
 */
enum EastAsian {
    JAPANESE_SHIFTED("windows-31j", 0x82, 0x83, 0x88, 0x97),
    JAPANESE("EUC-JP", 0xa4, 0xa5, 0xb0, 0xcf),
    KOREAN("x-windows-949", 0xb0, 0xc8, 0xb0, 0xc8),
    CHINESE("GB18030", 0xb0, 0xd7, 0xb0, 0xd7),
    CHINESE_TRADITIONAL("Big5-HKSCS", 0xa4, 0xc6, 0xa4, 0xc6);

    private static final double MOSTLY = .8;
    private static final double SURELY = .98;
    private static final int MOST = 1 << 14;

    private final Charset charset;
    private final int firstFrom;
    private final int firstTo;
    private final int from;
    private final int to;

    EastAsian(String charset, int firstFrom, int firstTo, int from, int to) {
        this.charset = Charset.forName(charset);
        this.firstFrom = firstFrom;
        this.firstTo = firstTo;
        this.from = from;
        this.to = to;
    }

    /** The charset that the text is in; empty where it is of none of them. */
    static Optional<Charset> of(byte[] text) {
        EastAsian best = null;
        double most = MOSTLY;
        for (EastAsian each : List.of(values())) {
            double share = each.share(text);
            if (share > most) {
                most = share > SURELY ? 1 : share;
                best = each;
            }
        }
        return Optional.ofNullable(best).map(found -> found.charset);
    }

    /** How many of the characters beyond ASCII, signs aside, are common ones; 0 where it does not decode. */
    private double share(byte[] text) {
        int length = Math.min(MOST, text.length);
        CharBuffer decoded = CharBuffer.allocate(length + 16);
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        if (decoder.decode(ByteBuffer.wrap(text, 0, length), decoded, length == text.length)
                .isError()) {
            return 0;
        }
        return share(decoded.flip().toString());
    }

    private double share(String decoded) {
        int common = 0;
        int letters = 0;
        int kana = 0;
        for (int character :
                decoded.codePoints().filter(c -> c > 127 && !isSign(c)).toArray()) {
            letters++;
            common += isCommon(Character.toString(character).getBytes(charset)) ? 1 : 0;
            kana += character >= 0x3041 && character <= 0x30ff ? 1 : 0;
        }
        boolean isUnlike = this == JAPANESE && kana == 0;
        return letters < 2 || isUnlike ? 0 : (double) common / letters;
    }

    private static boolean isSign(int c) {
        return c < 0x3040 && !Character.isLetter(c) || c >= 0xff01 && c <= 0xff5e;
    }

    private boolean isCommon(byte[] bytes) {
        if (bytes.length != 2) {
            return false;
        }
        int lead = bytes[0] & 0xff;
        boolean isInRange = lead >= firstFrom && lead <= firstTo || lead >= from && lead <= to;
        boolean hasHighTrail = (bytes[1] & 0xff) >= 0xa1;
        return isInRange && (hasHighTrail || this == JAPANESE_SHIFTED || this == CHINESE_TRADITIONAL);
    }
}
