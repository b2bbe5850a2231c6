package dev.weir.dialect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Reads AWS's binary event stream ({@code application/vnd.amazon.eventstream}) from pieces that are cut anywhere. A
 * message is its whole length and its headers' length, four bytes each with the highest first, a CRC-32 of these eight
 * bytes, the headers, the payload, and a CRC-32 of everything before. Both sums are checked; a length is believed only
 * when its sum is right, and no more is kept than has come. The format is that of the AWS SDK for Java's documentation
 * of {@code software.amazon.eventstream}. Not thread-safe.
 */
public final class EventStreamParser {
    /** What a message may hold: AWS sends at most 16 MB in one. */
    public static final int DEFAULT_LIMIT = 16 << 20;

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int LONGEST_HEADERS = 128 << 10;

    private final int limit;
    private byte[] kept = new byte[0];
    private int size;

    public EventStreamParser() {
        this(DEFAULT_LIMIT);
    }

    /**
     * @param limit the most bytes that one message may have
     */
    public EventStreamParser(int limit) {
        this.limit = limit;
    }

    /**
     * One message.
     *
     * @param headers those that are strings, by name
     */
    public record Message(Map<String, String> headers, byte[] payload) {
        public Message {
            headers = Map.copyOf(headers);
        }

        /** A header's value, empty if there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A checksum or a length is wrong; the stream cannot be read any further. */
    public static final class CorruptMessageException extends UnreadableStreamException {
        CorruptMessageException(String message) {
            super(message);
        }
    }

    /** Takes the next piece of the stream, and returns the messages that it completes, in order. */
    public List<Message> feed(byte[] piece) throws CorruptMessageException {
        keep(piece);
        List<Message> found = new ArrayList<>(2);
        int from = 0;
        for (int length = next(from); length > 0; length = next(from)) {
            found.add(message(ByteBuffer.wrap(kept, from, length)));
            from += length;
        }
        System.arraycopy(kept, from, kept, 0, size - from);
        size -= from;
        return found;
    }

    /** Whether the stream stands between two messages, as it must at its end. */
    public boolean isBetweenMessages() {
        return size == 0;
    }

    private void keep(byte[] piece) {
        if (size + piece.length > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(size + piece.length, Math.min(2 * kept.length, limit)));
        }
        System.arraycopy(piece, 0, kept, size, piece.length);
        size += piece.length;
    }

    /** The length of the message that begins there; 0 if it is not whole yet. */
    private int next(int from) throws CorruptMessageException {
        if (size - from < PRELUDE) {
            return 0;
        }
        ByteBuffer prelude = ByteBuffer.wrap(kept, from, PRELUDE);
        int length = prelude.getInt();
        int headers = prelude.getInt();
        check(from, Integer.BYTES * 2, prelude.getInt(), "its lengths");
        if (length < PRELUDE + CHECKSUM || length > limit) {
            throw new CorruptMessageException("a message of the stream says that it has " + length + " bytes; from "
                    + (PRELUDE + CHECKSUM) + " to " + limit + " are read");
        }
        if (headers < 0 || headers > LONGEST_HEADERS || headers > length - PRELUDE - CHECKSUM) {
            throw new CorruptMessageException(
                    "a message of the stream says that its headers have " + headers + " bytes");
        }
        return size - from < length ? 0 : length;
    }

    private void check(int from, int length, int expected, String what) throws CorruptMessageException {
        CRC32 sum = new CRC32();
        sum.update(kept, from, length);
        if ((int) sum.getValue() != expected) {
            throw new CorruptMessageException(
                    "a message of the stream is damaged: the checksum of " + what + " is wrong");
        }
    }

    private Message message(ByteBuffer bytes) throws CorruptMessageException {
        int start = bytes.position();
        int end = bytes.limit() - CHECKSUM;
        check(start, end - start, bytes.getInt(end), "the whole");
        int headers = bytes.getInt(start + Integer.BYTES);
        Map<String, String> read = new Headers(ByteBuffer.wrap(kept, start + PRELUDE, headers)).read();
        return new Message(read, Arrays.copyOfRange(kept, start + PRELUDE + headers, end));
    }

    /** A name with its length in one byte, the number of the value's type, and the value. */
    private record Headers(ByteBuffer bytes) {
        private static final int BYTE_ARRAY = 6;
        private static final int STRING = 7;

        Map<String, String> read() throws CorruptMessageException {
            Map<String, String> headers = new HashMap<>(4);
            try {
                while (bytes.hasRemaining()) {
                    String name = text(bytes.get() & 0xFF);
                    int type = bytes.get();
                    int length = length(type);
                    if (type == STRING) {
                        headers.put(name, text(length));
                    } else {
                        bytes.position(bytes.position() + length);
                    }
                }
            } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
                throw new CorruptMessageException("a header of the stream's message does not end where it should");
            }
            return headers;
        }

        private String text(int length) {
            byte[] text = new byte[length];
            bytes.get(text);
            return new String(text, StandardCharsets.UTF_8);
        }

        /** True and false have no bytes; then come numbers of one, two, four and eight, a time, and a UUID. */
        private int length(int type) throws CorruptMessageException {
            return switch (type) {
                case 0, 1 -> 0;
                case 2 -> Byte.BYTES;
                case 3 -> Short.BYTES;
                case 4 -> Integer.BYTES;
                case 5, 8 -> Long.BYTES;
                case BYTE_ARRAY, STRING -> bytes.getShort() & 0xFFFF;
                case 9 -> 2 * Long.BYTES;
                default ->
                    throw new CorruptMessageException("a header of the stream's message is of unknown type " + type);
            };
        }
    }
}
