package dev.weir.simulator;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ring of the last requests; also what numbers them. Safe for use by several threads. */
final class ServedLog {
    private final AtomicReferenceArray<Entry> ring;
    private final AtomicLong last = new AtomicLong();

    ServedLog(int capacity) {
        this.ring = new AtomicReferenceArray<>(capacity);
    }

    Entry open(Instant now, String path, @Nullable String ids, long hash, byte @Nullable [] body) {
        Entry entry = new Entry(last.incrementAndGet(), now, path, ids, hash, body);
        ring.setRelease(slot(entry.ordinal()), entry);
        return entry;
    }

    /** The ordinal of the newest request; 0 when there was none. */
    long last() {
        return last.get();
    }

    /** What the ring still holds, oldest first. */
    Stream<Served> served() {
        long newest = last();
        return LongStream.rangeClosed(Math.max(1, newest - ring.length() + 1), newest)
                .mapToObj(ordinal -> at(ordinal))
                .<Entry>mapMulti((entry, sink) -> {
                    if (entry != null) {
                        sink.accept(entry);
                    }
                })
                .map(Entry::served);
    }

    /** Null when the entry was overwritten meanwhile, or is numbered but not yet in its slot. */
    private @Nullable Entry at(long ordinal) {
        Entry entry = ring.getAcquire(slot(ordinal));
        return entry != null && entry.ordinal() == ordinal ? entry : null;
    }

    private int slot(long ordinal) {
        return (int) ((ordinal - 1) % ring.length());
    }
}
