package dev.weir.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record as it stands in a segment: length, type, lag, payload, checksum. The CRC-32C covers the record's position
 * too, so that bytes which were meant for another place are never taken for a record. The lag is how many bytes before
 * this record were not synced when it was written: it tells a tail torn by a power cut from damage to what was safe.
 *
 * @param start the record's position; {@code end} is the position after it, and its name
 */
record Frame(long start, long end, int type, long syncedBefore, byte[] payload) {
    static final int HEAD = 9;
    static final int OVERHEAD = HEAD + 4;
    static final int HIGHEST_TYPE = 31;

    static int size(int payload) {
        return OVERHEAD + payload;
    }

    /** The frame's head into {@code into}; what the checksum needs of it is returned. */
    static CRC32C putHead(ByteBuffer into, long start, int length, int type, long synced) {
        int from = into.position();
        into.putInt(length).put((byte) type).putInt(lag(start, synced));
        return checksum(start, into.slice(from, HEAD));
    }

    private static int lag(long start, long synced) {
        return (int) Math.min(Integer.MAX_VALUE, start - synced);
    }

    private static CRC32C checksum(long start, ByteBuffer head) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (start >>> shift));
        }
        crc.update(head);
        return crc;
    }

    /** How long the payload would be if a frame began at the buffer's position, or -1 if none can. */
    static int payloadLength(ByteBuffer from) {
        if (from.remaining() < HEAD) {
            return -1;
        }
        int length = from.getInt(from.position());
        int type = from.get(from.position() + 4);
        return length > 0 && type > 0 && type <= HIGHEST_TYPE ? length : -1;
    }

    /** The frame at the buffer's position, which moves past it; null if the bytes there are not whole and right. */
    static @Nullable Frame parse(ByteBuffer from, long start) {
        int length = payloadLength(from);
        if (length < 0 || from.remaining() - OVERHEAD < length) {
            return null;
        }
        int at = from.position();
        CRC32C crc = checksum(start, from.slice(at, HEAD));
        crc.update(from.slice(at + HEAD, length));
        if (from.getInt(at + HEAD + length) != (int) crc.getValue()) {
            return null;
        }
        byte[] payload = new byte[length];
        from.get(at + HEAD, payload);
        from.position(at + size(length));
        return new Frame(start, start + size(length), from.get(at + 4), start - from.getInt(at + 5), payload);
    }
}
