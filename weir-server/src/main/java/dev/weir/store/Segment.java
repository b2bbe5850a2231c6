package dev.weir.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of the journal that is open for writing. Its space is filled with zeros ahead of the records, so that a
 * sync writes bytes only and no file system metadata, and so that a full disk shows before a record needs the room.
 */
final class Segment {
    static final String SUFFIX = ".journal";
    static final String SPARE_SUFFIX = ".spare";
    private static final int BUFFER = 64 * 1024;
    private static final int ZEROS = 256 * 1024;

    private final Disk disk;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Path folder;
    private final Path path;
    private long first;
    private volatile long allocated;
    private volatile boolean sealed;
    private boolean named;

    private Segment(Disk disk, Path folder, Path path, FileChannel channel, long first, long allocated) {
        this.disk = disk;
        this.folder = folder;
        this.path = path;
        this.channel = channel;
        this.first = first;
        this.allocated = allocated;
    }

    static Path path(Path folder, long first) {
        return folder.resolve("%020d%s".formatted(first, SUFFIX));
    }

    /** A file with room but without a place in the journal yet; it has a name of its own until it {@link #begin}s. */
    static Segment spare(Disk disk, Path folder, int number, long room) throws IOException {
        Path path = folder.resolve(number + SPARE_SUFFIX);
        Files.deleteIfExists(path);
        Segment segment = new Segment(disk, folder, path, create(path), 0, 0);
        try {
            segment.allocate(room);
        } catch (IOException e) {
            segment.close();
            Files.deleteIfExists(path);
            throw e;
        }
        return segment;
    }

    private static FileChannel create(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
        return channel;
    }

    /** Opens the last segment of a journal to go on writing. */
    static Segment reopen(Disk disk, Path folder, Path path, long first) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Segment(disk, folder, path, channel, first, channel.size());
    }

    /** Gives a spare its place in the journal. */
    void begin(String node, long position) throws IOException {
        disk.write(channel, new SegmentHeader(node, position).bytes(), 0);
        first = position;
        Files.move(path, path(folder, position), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until the room is on the disk, for a file that holds no records yet. */
    void forceRoom() throws IOException {
        disk.force(channel);
    }

    /** Writes zeros up to file offset {@code end}. Called by one thread at a time. */
    synchronized void allocate(long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, Math.max(0, end - allocated)));
        while (allocated < end) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), end - allocated));
            int count = zeros.remaining();
            disk.write(channel, zeros, allocated);
            allocated += count;
        }
    }

    /**
     * Writes records, the first of which begins at {@code start}; the caller has seen to the room and holds the
     * journal's lock.
     *
     * @return the position after the last
     */
    long write(long start, List<Journal.Encoded> records, long synced) throws IOException {
        buffer.clear();
        long position = start;
        long offset = offset(start);
        for (Journal.Encoded record : records) {
            byte[] payload = record.payload();
            if (buffer.remaining() < Frame.HEAD) {
                offset += flush(offset);
            }
            CRC32C crc = Frame.putHead(buffer, position, payload.length, record.type(), synced);
            crc.update(payload);
            int done = 0;
            while (payload.length - done > buffer.remaining() - Integer.BYTES) {
                int part = Math.min(payload.length - done, buffer.remaining());
                buffer.put(payload, done, part);
                done += part;
                offset += flush(offset);
            }
            buffer.put(payload, done, payload.length - done).putInt((int) crc.getValue());
            position += Frame.size(payload.length);
        }
        flush(offset);
        return position;
    }

    private int flush(long offset) throws IOException {
        buffer.flip();
        int count = buffer.remaining();
        disk.write(channel, buffer, offset);
        buffer.clear();
        return count;
    }

    /**
     * Waits until all that was written is on the disk. Whether more may follow is to be asked before: see {@link
     * #isSealed}.
     */
    void force() throws IOException {
        disk.force(channel);
        if (!named) {
            disk.forceNames(folder);
            named = true;
        }
    }

    /**
     * Writes what may not have reached the disk again. After a failed sync the kernel may take its pages for clean
     * although they never arrived (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
     */
    void rewrite(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        for (long at = Math.max(from, first); at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(BUFFER, to - at));
            if (channel.read(bytes, offset(at)) <= 0) {
                return;
            }
            disk.write(channel, bytes.flip(), offset(at));
        }
    }

    /** No record will follow. */
    void seal() {
        sealed = true;
    }

    boolean isSealed() {
        return sealed;
    }

    long first() {
        return first;
    }

    long offset(long position) {
        return SegmentHeader.SIZE + position - first;
    }

    long allocated() {
        return allocated;
    }

    void close() throws IOException {
        channel.close();
    }

    /** Closes a spare that nobody needed. */
    void discard() throws IOException {
        close();
        Files.deleteIfExists(path);
    }
}
