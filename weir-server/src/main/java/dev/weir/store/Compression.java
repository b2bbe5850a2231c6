package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflate at its fastest level for stored content, left out where it does not pay: below {@link #WORTH} bytes, or when
 * it saves nothing. The compressors hold native memory, so a few are kept and passed around.
 */
final class Compression {
    /**
     * Smaller content is stored as it is. Deflating 1.5 KB of prose takes 14 us, all the rest of encoding and sealing
     * it 3 us: the saved third of a small record is not worth a fifth of a request's time.
     */
    static final int WORTH = 2048;

    private static final int POOL = 8;
    private static final int PLAIN = 0;
    private static final int DEFLATED = 1;

    private final ArrayBlockingQueue<Deflater> deflaters = new ArrayBlockingQueue<>(POOL);

    /** What {@link #expand} takes back. */
    byte[] compress(byte[] content) {
        byte[] smaller = content.length < WORTH ? null : deflate(content);
        return smaller == null
                ? new RecordOutput(content.length + 8)
                        .octet(PLAIN)
                        .bytes(content)
                        .toBytes()
                : new RecordOutput(smaller.length + 16)
                        .octet(DEFLATED)
                        .count(content.length)
                        .bytes(smaller)
                        .toBytes();
    }

    byte[] expand(byte[] compressed) {
        RecordInput input = new RecordInput(compressed);
        return input.octet() == PLAIN ? input.bytes() : inflate(input.count(), input.bytes());
    }

    private byte @Nullable [] deflate(byte[] content) {
        Deflater pooled = deflaters.poll();
        Deflater deflater = pooled == null ? new Deflater(Deflater.BEST_SPEED, true) : pooled;
        deflater.setInput(content);
        deflater.finish();
        byte[] out = new byte[content.length];
        int size = deflater.deflate(out);
        boolean whole = deflater.finished();
        deflater.reset();
        if (!deflaters.offer(deflater)) {
            deflater.end();
        }
        return whole ? Arrays.copyOf(out, size) : null;
    }

    private static byte[] inflate(long size, byte[] deflated) {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(deflated);
            byte[] out = new byte[Math.toIntExact(size)];
            if (inflater.inflate(out) != size) {
                throw new DataFormatException("it is shorter than " + size + " bytes");
            }
            return out;
        } catch (DataFormatException e) {
            throw new StorageException(Kind.CORRUPT, "stored content cannot be expanded: " + e.getMessage(), e);
        }
    }
}
