package dev.weir.store;

import dev.weir.spi.Money;
import dev.weir.store.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordOutput} wrote. Bytes that cannot be that are reported as {@code CORRUPT}. */
final class RecordInput {
    private final byte[] bytes;
    private int at;

    RecordInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The next byte's place. */
    int at() {
        return at;
    }

    int octet() {
        require(1);
        return bytes[at++] & 0xff;
    }

    boolean flag() {
        return octet() != 0;
    }

    long count() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed();
    }

    long number() {
        long value = count();
        return (value >>> 1) ^ -(value & 1);
    }

    int length() {
        long length = count();
        if (length < 0 || length > bytes.length - at) {
            throw malformed();
        }
        return (int) length;
    }

    byte[] bytes() {
        int length = length();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String text() {
        int length = length();
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    Instant instant() {
        return Instant.ofEpochSecond(number(), count());
    }

    double decimal() {
        require(8);
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = (bits << 8) | (bytes[at++] & 0xff);
        }
        return Double.longBitsToDouble(bits);
    }

    Money money() {
        return new Money(number());
    }

    /** One of a list whose order never changes. */
    <T> T constant(T[] all) {
        int place = octet();
        if (place >= all.length) {
            throw malformed();
        }
        return all[place];
    }

    <T> @Nullable T optional(Function<RecordInput, T> decoding) {
        return flag() ? decoding.apply(this) : null;
    }

    @Nullable
    String optionalText() {
        return optional(RecordInput::text);
    }

    <T> List<T> list(Function<RecordInput, T> decoding) {
        int size = length();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(decoding.apply(this));
        }
        return values;
    }

    Map<String, String> texts() {
        int size = length();
        Map<String, String> values = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            values.put(text(), text());
        }
        return values;
    }

    private void require(int count) {
        if (bytes.length - at < count) {
            throw malformed();
        }
    }

    private StorageException malformed() {
        return new StorageException(
                Kind.CORRUPT, "a stored record of " + bytes.length + " bytes ends or errs at byte " + at);
    }
}
