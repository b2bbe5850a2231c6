package dev.weir.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes are well-formed UTF-8 (Unicode 16, table 3-7). Jackson's parser accepts overlong forms and
 * surrogates, and skips what it is not asked for; a guard and a provider that decode differently would then see
 * different texts.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The offset of the first byte that does not belong, or -1. */
    static int firstFault(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            at = skipAscii(bytes, at);
            if (at < bytes.length) {
                int length = sequenceLength(bytes, at);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return -1;
    }

    /**
     * The offset of the first JSON escape for half a surrogate pair whose other half is missing, or -1. Such a text can
     * be written in JSON, but not in UTF-8; OpenAI and Anthropic refuse it.
     */
    static int firstLoneSurrogate(byte[] json) {
        for (int at = nextBackslash(json, 0); at < json.length; at = nextBackslash(json, at)) {
            int unit = escaped(json, at);
            if (unit < 0 || !Character.isSurrogate((char) unit)) {
                at += 2;
            } else if (Character.isHighSurrogate((char) unit)
                    && at + 6 < json.length
                    && json[at + 6] == '\\'
                    && escaped(json, at + 6) >= 0
                    && Character.isLowSurrogate((char) escaped(json, at + 6))) {
                at += 12;
            } else {
                return at;
            }
        }
        return -1;
    }

    private static int nextBackslash(byte[] json, int from) {
        int at = from;
        while (at < json.length && json[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The code unit of the escape with four digits at {@code at}; -1 if there is none. */
    private static int escaped(byte[] json, int at) {
        if (at + 6 > json.length || json[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private static int skipAscii(byte[] bytes, int from) {
        int at = from;
        while (at <= bytes.length - Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    private static int sequenceLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > bytes.length || !secondFits(lead, bytes[at + 1] & 0xFF)) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static boolean secondFits(int lead, int second) {
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= low && second <= high;
    }
}
