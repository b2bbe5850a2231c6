package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the end of a journal. A torn tail, which a kill or a power cut leaves, is cut off: nobody was promised what it
 * held. Damage before what was once synced is something else: it stops the start and names the place.
 *
 * <p>Only the last two segments are read: a segment is synced before the second one after it begins. Damage further
 * back shows when it is read.
 */
final class JournalRecovery {
    private static final Logger log = LoggerFactory.getLogger(JournalRecovery.class);
    private static final int READ = 2;

    private final Path folder;
    private final NavigableMap<Long, Path> segments;
    private Lost lost = Lost.NOTHING;

    private JournalRecovery(Path folder, NavigableMap<Long, Path> segments) {
        this.folder = folder;
        this.segments = segments;
    }

    /**
     * What recovery found.
     *
     * @param segments each segment by its first position
     * @param end the position after the last whole record
     * @param lost what came after it
     */
    record Found(NavigableMap<Long, Path> segments, long end, Lost lost) {}

    /**
     * What was written but had not reached the disk when the machine stopped. Nobody was promised any of it.
     *
     * @param bytes up to the last one that is not zero
     * @param records those that are whole, behind a gap
     */
    record Lost(long bytes, int records) {
        static final Lost NOTHING = new Lost(0, 0);
    }

    static Found recover(Path folder) throws IOException {
        deleteSpares(folder);
        JournalRecovery recovery = new JournalRecovery(folder, list(folder));
        long end = recovery.end();
        return new Found(recovery.segments, end, recovery.lost);
    }

    private static void deleteSpares(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path spare : files.filter(f -> f.toString().endsWith(Segment.SPARE_SUFFIX))
                    .toList()) {
                Files.delete(spare);
            }
        }
    }

    private static NavigableMap<Long, Path> list(Path folder) throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList()) {
                SegmentHeader header = SegmentHeader.read(file);
                if (header != null) {
                    found.put(header.first(), file);
                } else {
                    log.warn("{} was begun when the machine stopped and holds nothing: deleted", file);
                    Files.delete(file);
                }
            }
        }
        return found;
    }

    private long end() throws IOException {
        long end = 0;
        List<Map.Entry<Long, Path>> last = List.copyOf(
                segments.descendingMap().entrySet().stream().limit(READ).toList());
        for (Map.Entry<Long, Path> segment : last.reversed()) {
            end = endOf(segment.getValue(), segment.getKey());
            Long next = segments.higherKey(segment.getKey());
            if (next == null || next != end) {
                return cut(segment.getValue(), segment.getKey(), end);
            }
        }
        return end;
    }

    private static long endOf(Path path, long first) throws IOException {
        try (SegmentReader reader = new SegmentReader(path, first, first)) {
            while (reader.next(Long.MAX_VALUE) != null) {
                // on to the end
            }
            return reader.position();
        }
    }

    private long cut(Path path, long segment, long end) throws IOException {
        lost = lostAfter(end, path, segment);
        List<Path> later = List.copyOf(segments.tailMap(segment, false).values());
        for (Path each : later) {
            log.warn("{} follows a torn record and was never synced: deleted", each);
            Files.delete(each);
        }
        segments.tailMap(segment, false).clear();
        if (!later.isEmpty()) {
            // What came back after another cut would stand where new records are.
            Disk.REAL.forceNames(folder);
        }
        truncate(path, SegmentHeader.SIZE + end - segment);
        if (lost.bytes > 0) {
            log.warn(
                    "{} bytes after position {} of the journal are cut off, {} whole records among them: they were"
                            + " written but never synced when the machine stopped, and nobody was promised them",
                    lost.bytes,
                    end,
                    lost.records);
        }
        return end;
    }

    static StorageException damaged(Path path, long offset) {
        return new StorageException(
                Kind.CORRUPT,
                "the journal is damaged at byte " + offset + " of " + path
                        + ", before records that were safely on the disk: restore a backup with ./weir restore into an"
                        + " empty directory, and check the disk");
    }

    /**
     * What stands after {@code end}.
     *
     * @throws StorageException if a whole record is there that was written when the bytes at {@code end} were already
     *     synced: then they are damaged, not lost
     */
    private Lost lostAfter(long end, Path path, long segment) throws IOException {
        long bytes = 0;
        int records = 0;
        for (Map.Entry<Long, Path> entry : segments.tailMap(segment, true).entrySet()) {
            long from = Math.max(end, entry.getKey());
            try (SegmentReader reader = new SegmentReader(entry.getValue(), entry.getKey(), from)) {
                long last = reader.lastByte();
                bytes += last - from;
                for (long at = from; at < last; at = Math.max(at + 1, reader.position())) {
                    reader.seek(at);
                    Frame frame = reader.next(Long.MAX_VALUE);
                    if (frame != null && frame.syncedBefore() > end) {
                        throw damaged(path, SegmentHeader.SIZE + end - segment);
                    }
                    records += frame == null ? 0 : 1;
                }
            }
        }
        return new Lost(bytes, records);
    }

    private void truncate(Path path, long size) throws IOException {
        try (SegmentReader reader = new SegmentReader(path, 0, size - SegmentHeader.SIZE);
                FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            long torn = reader.lastByte() - reader.position();
            if (torn > 0) {
                file.truncate(size);
                file.force(true);
                Disk.REAL.forceNames(folder);
            }
        }
    }
}
