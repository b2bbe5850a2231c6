package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 128 bytes of a segment.
 *
 * @param node who writes this journal
 * @param first the position of the byte that follows this header
 */
record SegmentHeader(String node, long first) {
    static final int SIZE = 128;
    private static final long MAGIC = 0x574549524a524e4cL; // "WEIRJRNL"
    private static final int FORMAT = 1;
    private static final int LONGEST_NODE = 64;

    SegmentHeader {
        if (node.getBytes(StandardCharsets.UTF_8).length > LONGEST_NODE) {
            throw new IllegalArgumentException("a node's name is at most " + LONGEST_NODE + " bytes: " + node);
        }
    }

    ByteBuffer bytes() {
        byte[] name = node.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC).putInt(FORMAT).putLong(first).putInt(name.length).put(name);
        return bytes.putInt(SIZE - 4, crc(bytes)).clear();
    }

    /** The header of {@code file}, or null if it was never written in full. */
    static @Nullable SegmentHeader read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // a short read is followed by another
            }
        }
        if (bytes.hasRemaining() || bytes.getLong(0) != MAGIC || bytes.getInt(SIZE - 4) != crc(bytes)) {
            return null;
        }
        return parse(file, bytes.position(8));
    }

    private static SegmentHeader parse(Path file, ByteBuffer bytes) {
        int format = bytes.getInt();
        if (format > FORMAT) {
            throw new StorageException(
                    Kind.NEWER_VERSION,
                    file + " was written by a newer version of Weir (journal format " + format
                            + "): start that version");
        }
        long first = bytes.getLong();
        byte[] name = new byte[bytes.getInt()];
        bytes.get(name);
        return new SegmentHeader(new String(name, StandardCharsets.UTF_8), first);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, SIZE - 4));
        return (int) crc.getValue();
    }
}
