package dev.weir.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reusable byte buffer that writes JSON. Not safe for use by several threads. */
final class JsonBytes {
    private static final byte[] HEX = ascii("0123456789abcdef");

    private byte[] bytes = new byte[4096];
    private int size;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text as a JSON string in quotes. */
    static byte[] quoted(String text) {
        return new JsonBytes().string(text).copy();
    }

    JsonBytes reset() {
        size = 0;
        return this;
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets everything after this size. */
    void truncate(int newSize) {
        size = newSize;
    }

    JsonBytes raw(byte[] piece) {
        room(piece.length);
        System.arraycopy(piece, 0, bytes, size, piece.length);
        size += piece.length;
        return this;
    }

    JsonBytes raw(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    JsonBytes number(long value) {
        if (value < 0) {
            return raw(ascii(Long.toString(value)));
        }
        room(20);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--, rest /= 10) {
            bytes[i] = (byte) ('0' + rest % 10);
        }
        size += digits;
        return this;
    }

    JsonBytes string(CharSequence text) {
        return put('"').chars(text, 0, text.length()).put('"');
    }

    /** A stretch of a text, escaped, without quotes. It must not begin or end inside a surrogate pair. */
    JsonBytes chars(CharSequence text, int from, int to) {
        room((to - from) * 6);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                asciiChar(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                fourBytes(Character.toCodePoint(c, text.charAt(++i)));
            } else if (Character.isSurrogate(c)) {
                unicodeEscape(c);
            } else {
                twoOrThreeBytes(c);
            }
        }
        return this;
    }

    private JsonBytes put(int b) {
        room(1);
        bytes[size++] = (byte) b;
        return this;
    }

    private void asciiChar(char c) {
        switch (c) {
            case '"', '\\' -> escape(c);
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            default -> {
                if (c < 0x20) {
                    unicodeEscape(c);
                } else {
                    bytes[size++] = (byte) c;
                }
            }
        }
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = (byte) c;
    }

    private void unicodeEscape(char c) {
        escape('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(c >> shift) & 0xF];
        }
    }

    private void twoOrThreeBytes(char c) {
        if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | (c >> 6));
        } else {
            bytes[size++] = (byte) (0xE0 | (c >> 12));
            bytes[size++] = continuation(c >> 6);
        }
        bytes[size++] = continuation(c);
    }

    private void fourBytes(int point) {
        bytes[size++] = (byte) (0xF0 | (point >> 18));
        bytes[size++] = continuation(point >> 12);
        bytes[size++] = continuation(point >> 6);
        bytes[size++] = continuation(point);
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
