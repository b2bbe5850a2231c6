package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The append-only truth: every intent before it leaves for a provider, every finished exchange. It is a sequence of
 * bytes that never starts again, in segment files; a record is named by the position after it.
 *
 * <p>Two promises. When {@link #append} returns, the record is in the kernel's hands: it survives the end of this
 * process, however it ends. When {@link #awaitSynced} returns, it is on the disk: it survives a power cut. One sync
 * serves everybody who waits.
 *
 * <p>When the disk is full, {@link #append} refuses intents at once, while what settles earlier intents still finds
 * the room that was set aside; it recovers by itself. Thread-safe, made for virtual threads: the lock is held for one
 * {@code write} of some microseconds.
 */
public final class Journal implements AutoCloseable {
    private static final int SPINS = 100;

    private final Path folder;
    private final String node;
    private final JournalCodec codec;
    private final Disk disk;
    private final Sizes sizes;
    private final ConcurrentSkipListMap<Long, Path> segments;
    private final JournalSync sync;
    private final JournalSpace space;
    private final JournalWriter writer;
    private final JournalTail tail = new JournalTail();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Segment current;
    private volatile long written;
    private boolean closed;

    private Journal(Path folder, String node, JournalCodec codec, Sizes sizes, Disk disk, JournalRecovery.Found found)
            throws IOException {
        this.folder = folder;
        this.node = node;
        this.codec = codec;
        this.disk = disk;
        this.sizes = sizes;
        this.segments = new ConcurrentSkipListMap<>(found.segments());
        this.written = found.end();
        this.sync = new JournalSync(this, found.end());
        this.space = new JournalSpace(this, sizes);
        this.writer = new JournalWriter(this, codec);
        this.current = segments.isEmpty() ? first() : reopen();
    }

    /** Its name is on the disk before any record: a later segment alone could not be told from an old journal's rest. */
    private Segment first() throws IOException {
        Segment segment = begin();
        segment.force();
        return segment;
    }

    /**
     * How much room is taken at a time, in bytes.
     *
     * @param segment a file's size; a larger record has a file of its own
     * @param ahead how much is kept ready ahead of the records
     * @param step how much is added at a time
     */
    public record Sizes(long segment, long ahead, long step) {
        public static final Sizes DEFAULT = new Sizes(64 << 20, 8 << 20, 1 << 20);

        public Sizes {
            if (step <= SegmentHeader.SIZE || ahead < step || segment < ahead) {
                throw new IllegalArgumentException(
                        "a segment holds what is ahead, which holds a step, which holds a header");
            }
        }
    }

    public static Journal open(Path folder, String node, JournalCodec codec) {
        return open(folder, node, codec, Sizes.DEFAULT);
    }

    /**
     * Opens or creates the journal in {@code folder} and cuts off what a kill left unfinished.
     *
     * @param node who writes; stands in every segment
     * @throws StorageException if the folder cannot be used, or of kind {@code CORRUPT} if what was safe is damaged
     */
    public static Journal open(Path folder, String node, JournalCodec codec, Sizes sizes) {
        return open(folder, node, codec, sizes, Disk.REAL);
    }

    static Journal open(Path folder, String node, JournalCodec codec, Sizes sizes, Disk disk) {
        try {
            Files.createDirectories(folder);
            Journal journal = new Journal(folder, node, codec, sizes, disk, JournalRecovery.recover(folder));
            journal.sync.start();
            journal.space.start();
            journal.writer.start();
            return journal;
        } catch (IOException e) {
            throw FileFailures.translate(folder, e);
        }
    }

    /** Who writes. */
    public String node() {
        return node;
    }

    /** A record as it is written. */
    record Encoded(int type, byte[] payload) {}

    /**
     * Writes a record; it survives the end of this process when this returns.
     *
     * @return its position, for {@link #awaitSynced}
     * @throws StorageException if the journal is unavailable; nothing was written then
     */
    public long append(JournalRecord record) {
        return write(codec.encoded(record), isNewWork(record));
    }

    private static boolean isNewWork(JournalRecord record) {
        return record instanceof JournalRecord.AttemptIntent || record instanceof JournalRecord.KeyBegun;
    }

    /**
     * Takes a record that will be written within a millisecond, after those that were submitted before it. For what may
     * be lost when the process is killed in that moment. Waits only while very much is waiting to be written.
     */
    public void submit(JournalRecord record) {
        writer.submit(record);
    }

    /**
     * Has a record written together with others that come in the same fraction of a millisecond; it survives the end of
     * this process when this returns. If the disk does not take it, it is lost, which is logged: an exchange whose end
     * is lost is found open, by its intent.
     */
    public void submitAndAwait(JournalRecord record) {
        writer.submitAndAwait(record);
    }

    /** Waits until all that was submitted so far is written; the position after it. */
    public long flush() {
        writer.flush();
        return written;
    }

    long write(Encoded record, boolean newWork) {
        long end;
        acquire();
        try {
            refuseIfUnavailable(newWork);
            makeRoom(written, Frame.size(record.payload.length));
            end = put(List.of(record));
        } catch (IOException e) {
            space.failed(e);
            throw FileFailures.translate(folder, e);
        } finally {
            lock.unlock();
        }
        sync.written();
        return end;
    }

    /** Writes them at once if there is room for all of them in the current segment; false if there is not. */
    boolean writeTogether(List<Encoded> records) {
        long size = records.stream()
                .mapToLong(record -> Frame.size(record.payload.length))
                .sum();
        acquire();
        try {
            refuseIfUnavailable(false);
            if (current.offset(written) + size > current.allocated()) {
                return false;
            }
            put(records);
        } catch (IOException e) {
            space.failed(e);
            throw FileFailures.translate(folder, e);
        } finally {
            lock.unlock();
        }
        sync.written();
        return true;
    }

    private long put(List<Encoded> records) throws IOException {
        long end = current.write(written, records, sync.synced());
        remember(records);
        written = end;
        space.used(current, current.offset(end));
        return end;
    }

    private void remember(List<Encoded> records) {
        long start = written;
        for (Encoded record : records) {
            long end = start + Frame.size(record.payload.length);
            tail.add(start, new JournalEntry(end, record.type, record.payload));
            start = end;
        }
    }

    /** The lock is held for microseconds: parking would cost more than a short wait. */
    private void acquire() {
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    private void refuseIfUnavailable(boolean newWork) {
        StorageException why = newWork ? unavailable() : sync.failure();
        if (why != null) {
            throw why.again();
        }
        if (closed) {
            throw new StorageException(Kind.FAILED, "the journal is closed: Weir is shutting down");
        }
    }

    private void makeRoom(long start, int size) throws IOException {
        boolean empty = current.first() == start;
        if (!empty && current.offset(start) + size > sizes.segment()) {
            Segment full = current;
            awaitBefore(full);
            current = begin();
            full.seal();
        }
        long end = current.offset(start) + size;
        if (current.allocated() < end) {
            current.allocate(end);
        }
    }

    /** Recovery reads two segments: whatever is before the last but one has to be on the disk. */
    private void awaitBefore(Segment segment) throws IOException {
        if (!sync.await(segment.first())) {
            throw new IOException("the records before " + segment.first() + " could not be synced");
        }
    }

    private Segment begin() throws IOException {
        Segment next = space.next();
        try {
            next.begin(node, written);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        segments.put(written, Segment.path(folder, written));
        sync.follow(next);
        return next;
    }

    private Segment reopen() throws IOException {
        Map.Entry<Long, Path> last = segments.lastEntry();
        Segment segment = Segment.reopen(disk, folder, last.getValue(), last.getKey());
        sync.follow(segment);
        // What a killed process wrote may be in memory only.
        segment.force();
        return segment;
    }

    /**
     * Parks until the record at {@code position} is on the disk.
     *
     * @throws StorageException if the disk does not take it
     */
    public void awaitSynced(long position) {
        if (!sync.await(position)) {
            StorageException why = sync.failure();
            throw why == null
                    ? new StorageException(
                            Kind.FAILED, "the journal was closed before position " + position + " was safe")
                    : why.again();
        }
    }

    /** Why new work is refused at present; null when it is not. For health checks. */
    public @Nullable StorageException unavailable() {
        StorageException failure = sync.failure();
        return failure == null ? space.failure() : failure;
    }

    /** The position after the last record that survives a power cut. */
    public long syncedPosition() {
        return sync.synced();
    }

    /** The position after the last record that survives the end of this process. */
    public long written() {
        return written;
    }

    /** The position before the oldest record that is still here. */
    public long firstPosition() {
        return segments.firstKey();
    }

    /** Runs {@code listener} after every sync, on the sync thread; it must be quick. */
    public void onSynced(Runnable listener) {
        sync.onSynced(listener);
    }

    /**
     * Reads the files from {@code position} on, which must be 0 or a record's position.
     *
     * @throws StorageException of kind {@code CORRUPT} if the journal does not hold that position
     */
    public JournalCursor read(long position) {
        return cursor(position, null);
    }

    /**
     * As {@link #read}, but what was written a moment ago comes from memory.
     *
     * @throws StorageException of kind {@code CORRUPT} if the journal does not hold that position
     */
    JournalCursor follow(long position) {
        return cursor(position, tail);
    }

    private JournalCursor cursor(long position, @Nullable JournalTail memory) {
        if (position < firstPosition() || position > written) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the journal in " + folder + " holds positions " + firstPosition() + " to " + written + ", not "
                            + position
                            + ": journal and databases do not belong together; restore both from one backup");
        }
        return new JournalCursor(this, memory, position);
    }

    /** Deletes the segments that end at or before {@code position} and were last written before {@code age}; how many. */
    public int deleteBefore(long position, Instant age) {
        int deleted = 0;
        for (Long next = segments.higherKey(firstPosition());
                next != null
                        && next <= Math.min(position, syncedPosition())
                        && lastWritten(firstPosition()).isBefore(age);
                next = segments.higherKey(next)) {
            delete(segments.firstEntry());
            deleted++;
        }
        return deleted;
    }

    private Instant lastWritten(long first) {
        try {
            return Files.getLastModifiedTime(segmentOf(first).getValue()).toInstant();
        } catch (IOException e) {
            throw FileFailures.translate(folder, e);
        }
    }

    private void delete(Map.Entry<Long, Path> segment) {
        segments.remove(segment.getKey());
        try {
            Files.deleteIfExists(segment.getValue());
        } catch (IOException e) {
            throw FileFailures.translate(folder, e);
        }
    }

    /** The segments by first position, oldest first. */
    List<Map.Entry<Long, Path>> segments() {
        return List.copyOf(segments.entrySet());
    }

    Map.Entry<Long, Path> segmentOf(long position) {
        return segments.floorEntry(position);
    }

    Path folder() {
        return folder;
    }

    Disk disk() {
        return disk;
    }

    Segment current() {
        return current;
    }

    /** Writes and syncs what is left and ends. */
    @Override
    public void close() {
        writer.finish();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        space.finish();
        sync.finish();
        try {
            current.close();
        } catch (IOException e) {
            throw FileFailures.translate(folder, e);
        }
    }
}
