package dev.weir.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads one segment's frames in order, through a window that moves over the file. Not thread-safe. */
final class SegmentReader implements AutoCloseable {
    private static final int WINDOW = 256 * 1024;

    private final Path path;
    private final long first;
    private final FileChannel channel;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowStart;
    private long position;

    /** Starts at {@code position}, which must be a frame's start. */
    SegmentReader(Path path, long first, long position) throws IOException {
        this.path = path;
        this.first = first;
        this.position = position;
        this.windowStart = position;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    Path path() {
        return path;
    }

    long first() {
        return first;
    }

    long position() {
        return position;
    }

    long fileOffset() {
        return SegmentHeader.SIZE + position - first;
    }

    /** The frame at the current position, or null if none ends before {@code limit} or the bytes are not a frame. */
    @Nullable
    Frame next(long limit) throws IOException {
        if (position + Frame.OVERHEAD > limit || !available(Frame.HEAD)) {
            return null;
        }
        int length = Frame.payloadLength(window);
        if (length < 0 || position + Frame.size(length) > limit || !available(Frame.size(length))) {
            return null;
        }
        Frame frame = Frame.parse(window, position);
        if (frame != null) {
            position = frame.end();
        }
        return frame;
    }

    /** Goes to another place to try there. */
    void seek(long to) {
        long inWindow = to - windowStart;
        if (inWindow >= 0 && inWindow <= window.limit()) {
            window.position((int) inWindow);
        } else {
            windowStart = to;
            window.position(0).limit(0);
        }
        position = to;
    }

    /** The position up to which the file has bytes other than zero, at least the current one. */
    long lastByte() throws IOException {
        long last = position;
        ByteBuffer bytes = ByteBuffer.allocate(WINDOW);
        ByteBuffer zeros = ByteBuffer.allocate(WINDOW);
        for (long at = fileOffset(); channel.read(bytes.clear(), at) > 0; at += bytes.limit()) {
            bytes.flip();
            if (bytes.mismatch(zeros.slice(0, bytes.limit())) >= 0) {
                last = at + lastNonZero(bytes) + 1 - SegmentHeader.SIZE + first;
            }
        }
        return last;
    }

    private static int lastNonZero(ByteBuffer bytes) {
        int i = bytes.limit() - 1;
        while (bytes.get(i) == 0) {
            i--;
        }
        return i;
    }

    private boolean available(int count) throws IOException {
        return window.remaining() >= count || refill(count);
    }

    private boolean refill(int count) throws IOException {
        if (fileOffset() + count > channel.size()) {
            return false;
        }
        window = ByteBuffer.allocate(Math.max(WINDOW, count));
        windowStart = position;
        while (window.hasRemaining() && channel.read(window, fileOffset() + window.position()) > 0) {
            // a short read is followed by another
        }
        window.flip();
        return window.remaining() >= count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
