package dev.weir.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs the journal for everybody at once. While a few wait it syncs back to back; a crowd, and what nobody waits for
 * because a provider is at work meanwhile, is synced once in a millisecond; and it sleeps when all is on the disk.
 */
final class JournalSync extends JournalThread {
    private static final Logger log = LoggerFactory.getLogger(JournalSync.class);
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A sync costs the machine as much as several requests: that many or more share one a millisecond. */
    private static final int CROWD = 8;

    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private long lastStart = System.nanoTime() - PACE_NANOS;
    private final ConcurrentLinkedDeque<Segment> segments = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Waiter> arrived = new AtomicReference<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private List<Waiter> waiting = new ArrayList<>();
    private volatile long synced;
    private int served;
    private volatile boolean idle;
    private volatile boolean pausing;
    private volatile boolean ended;
    private volatile @Nullable StorageException failure;

    JournalSync(Journal journal, long synced) {
        super("journal sync");
        this.journal = journal;
        this.synced = synced;
    }

    long synced() {
        return synced;
    }

    /** Why nothing can be synced; null while it can. */
    @Nullable
    StorageException failure() {
        return failure;
    }

    /** Runs {@code listener} on the sync thread after every sync; it must be quick. */
    void onSynced(Runnable listener) {
        listeners.add(listener);
    }

    /** Called before the first record of a new segment is written. */
    void follow(Segment segment) {
        segments.addLast(segment);
    }

    /** Called after something was written. */
    void written() {
        if (idle) {
            LockSupport.unpark(this);
        }
    }

    /** Parks until everything before {@code position} is on the disk; false if that cannot be. */
    boolean await(long position) {
        if (synced >= position) {
            return true;
        }
        arrive(new Waiter(currentThread(), position));
        boolean interrupted = false;
        while (synced < position && failure == null && !ended) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            currentThread().interrupt();
        }
        return synced >= position;
    }

    private void arrive(Waiter waiter) {
        Waiter before;
        do {
            before = arrived.get();
            waiter.next = before;
        } while (!arrived.compareAndSet(before, waiter));
        if (idle || pausing) {
            LockSupport.unpark(this);
        }
    }

    @Override
    public void run() {
        while (!stopping || (synced < journal.written() && failure == null)) {
            if (synced == journal.written()) {
                rest();
            } else {
                pause();
                trySync();
            }
        }
        ended = true;
        release(Long.MAX_VALUE);
    }

    /** Says that it rests before it looks again, so that whoever writes wakes it. */
    private void rest() {
        idle = true;
        if (synced == journal.written() && !stopping) {
            LockSupport.park(this);
        }
        idle = false;
    }

    /** Ends a millisecond after the last sync began, or when the first of a few waits. */
    private void pause() {
        long end = Math.max(lastStart + PACE_NANOS, System.nanoTime() + (waits() ? 0 : PACE_NANOS));
        pausing = served < CROWD;
        for (long rest = end - System.nanoTime();
                rest > 0 && !stopping && !(pausing && waits());
                rest = end - System.nanoTime()) {
            LockSupport.parkNanos(this, rest);
        }
        pausing = false;
        lastStart = System.nanoTime();
    }

    private boolean waits() {
        return !waiting.isEmpty() || arrived.get() != null;
    }

    private void trySync() {
        try {
            sync();
            failure = null;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        StorageException told = FileFailures.translate(journal.folder(), e);
        if (failure == null) {
            log.error("the journal cannot be synced, calls are refused until it can: {}", told.getMessage());
        }
        failure = told;
        release(Long.MAX_VALUE);
        LockSupport.parkNanos(this, PROBE_NANOS);
    }

    private void sync() throws IOException {
        long target = journal.written();
        for (Segment segment = segments.getFirst(); segment != null; segment = segments.peekFirst()) {
            boolean complete = segment.isSealed();
            if (failure != null) {
                segment.rewrite(
                        synced,
                        complete
                                ? segments.stream()
                                        .skip(1)
                                        .findFirst()
                                        .orElseThrow()
                                        .first()
                                : target);
            }
            segment.force();
            if (!complete) {
                break;
            }
            segments.pollFirst();
            segment.close();
        }
        synced = target;
        release(target);
        listeners.forEach(Runnable::run);
    }

    private void release(long upTo) {
        List<Waiter> rest = new ArrayList<>();
        served = 0;
        for (Waiter waiter = arrived.getAndSet(null); waiter != null; waiter = waiter.next) {
            waiting.add(waiter);
        }
        for (Waiter waiter : waiting) {
            if (waiter.position <= upTo) {
                LockSupport.unpark(waiter.thread);
                served++;
            } else {
                rest.add(waiter);
            }
        }
        waiting = rest;
    }

    private static final class Waiter {
        private final Thread thread;
        private final long position;
        private @Nullable Waiter next;

        private Waiter(Thread thread, long position) {
            this.thread = thread;
            this.position = position;
        }
    }
}
