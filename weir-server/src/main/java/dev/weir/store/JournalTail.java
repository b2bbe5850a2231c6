package dev.weir.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The journal's newest records, kept in memory for those who follow it: several databases read each record a moment
 * after it is written, and need neither read it from its file nor decode it each for itself. Who is further behind reads
 * the files.
 *
 * <p>One thread at a time adds, any number find.
 */
final class JournalTail {
    private static final int SLOTS = 1 << 13;
    private static final long MOST_BYTES = 4 << 20;
    /** Larger ones would drive out all the others. */
    private static final int LARGEST = 256 << 10;

    private final AtomicReferenceArray<@Nullable Kept> slots = new AtomicReferenceArray<>(SLOTS);
    private volatile long oldest;
    private volatile long next;
    private long bytes;

    /**
     * A record that can be found.
     *
     * @param number counts the records that were kept
     * @param start the record's position
     */
    record Kept(long number, long start, JournalEntry entry) {}

    /** Called in the order of the journal, before anybody is told that the record is there. */
    void add(long start, JournalEntry entry) {
        int length = entry.payload().length;
        if (length > LARGEST) {
            return;
        }
        bytes += length;
        while (next - oldest == SLOTS || bytes > MOST_BYTES) {
            dropOldest();
        }
        slots.set(slot(next), new Kept(next, start, entry));
        next++;
    }

    private void dropOldest() {
        Kept dropped = slots.getAndSet(slot(oldest), null);
        bytes -= dropped == null ? 0 : dropped.entry.payload().length;
        oldest++;
    }

    private static int slot(long number) {
        return (int) (number & SLOTS - 1);
    }

    /**
     * The record that begins at {@code start}, if it is still here.
     *
     * @param likely the number that it probably has
     */
    @Nullable
    Kept at(long start, long likely) {
        Kept guess = slots.get(slot(likely));
        return guess != null && guess.start == start ? guess : search(start);
    }

    private @Nullable Kept search(long start) {
        long low = oldest;
        long high = next - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            Kept kept = slots.get(slot(middle));
            if (kept == null || kept.number != middle || kept.start < start) {
                // What was dropped meanwhile was older.
                low = middle + 1;
            } else if (kept.start > start) {
                high = middle - 1;
            } else {
                return kept;
            }
        }
        return null;
    }
}
