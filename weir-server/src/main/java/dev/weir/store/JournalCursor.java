package dev.weir.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a journal from a position on, as far as it is synced. Not thread-safe. */
public final class JournalCursor implements AutoCloseable {
    private final Journal journal;
    private final @Nullable JournalTail tail;
    private @Nullable SegmentReader reader;
    private long position;
    /** The number that the next record probably has in the tail. */
    private long likely;

    /**
     * @param tail where what is new is looked for first; null to read files only
     */
    JournalCursor(Journal journal, @Nullable JournalTail tail, long position) {
        this.journal = journal;
        this.tail = tail;
        this.position = position;
    }

    /** The position after the last entry that was read. */
    public long position() {
        return position;
    }

    /**
     * The next entry, or null if there is none yet.
     *
     * @throws StorageException of kind {@code CORRUPT}, with file and offset, if the bytes are not what was written
     */
    public @Nullable JournalEntry next() {
        try {
            long limit = journal.syncedPosition();
            if (position >= limit) {
                return null;
            }
            JournalEntry remembered = tail == null ? null : remembered(tail);
            return remembered == null ? read(limit) : remembered;
        } catch (IOException e) {
            throw FileFailures.translate(journal.folder(), e);
        }
    }

    private @Nullable JournalEntry remembered(JournalTail from) {
        JournalTail.Kept kept = from.at(position, likely);
        if (kept == null) {
            return null;
        }
        close();
        likely = kept.number() + 1;
        position = kept.entry().position();
        return kept.entry();
    }

    private JournalEntry read(long limit) throws IOException {
        SegmentReader from = reader == null ? open() : reader;
        Frame frame = from.next(limit);
        if (frame == null) {
            // Whoever is not at the beginning of the next segment now stands before damage.
            from = open();
            frame = from.next(limit);
        }
        if (frame == null) {
            throw JournalRecovery.damaged(from.path(), from.fileOffset());
        }
        position = frame.end();
        return new JournalEntry(position, frame.type(), frame.payload());
    }

    private SegmentReader open() throws IOException {
        close();
        Map.Entry<Long, Path> segment = journal.segmentOf(position);
        SegmentReader opened = new SegmentReader(segment.getValue(), segment.getKey(), position);
        reader = opened;
        return opened;
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        } catch (IOException e) {
            throw FileFailures.translate(journal.folder(), e);
        }
    }
}
