package dev.weir.store;

import dev.weir.spi.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A growing byte array with the few encodings that journal records need: integers of seven bits a byte (zigzag where
 * they may be negative), and lengths before text, bytes, lists. Null is a byte of its own.
 */
final class RecordOutput {
    private byte[] bytes;
    private int size;

    RecordOutput(int expected) {
        bytes = new byte[expected];
    }

    RecordOutput octet(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    RecordOutput flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    /** A count, not negative. */
    RecordOutput count(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    RecordOutput number(long value) {
        return count((value << 1) ^ (value >> 63));
    }

    RecordOutput bytes(byte[] value) {
        count(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    RecordOutput text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    RecordOutput instant(Instant value) {
        return number(value.getEpochSecond()).count(value.getNano());
    }

    RecordOutput decimal(double value) {
        ensure(8);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
        return this;
    }

    RecordOutput money(Money value) {
        return number(value.picodollars());
    }

    <T> RecordOutput optional(@Nullable T value, BiConsumer<RecordOutput, T> encoding) {
        flag(value != null);
        if (value != null) {
            encoding.accept(this, value);
        }
        return this;
    }

    RecordOutput optionalText(@Nullable String value) {
        return optional(value, RecordOutput::text);
    }

    <T> RecordOutput list(List<T> values, BiConsumer<RecordOutput, T> encoding) {
        count(values.size());
        for (T value : values) {
            encoding.accept(this, value);
        }
        return this;
    }

    RecordOutput texts(Map<String, String> values) {
        count(values.size());
        values.forEach((key, value) -> text(key).text(value));
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
