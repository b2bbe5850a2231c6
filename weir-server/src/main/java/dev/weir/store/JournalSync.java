package dev.weir.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs the journal for everybody at once. While somebody waits it syncs back to back; what nobody waits for is synced
 * within a millisecond or so, because a provider is at work meanwhile; and it sleeps when all is on the disk.
 */
final class JournalSync extends JournalThread {
    private static final Logger log = LoggerFactory.getLogger(JournalSync.class);
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private long lastStart = System.nanoTime() - PACE_NANOS;
    private final ConcurrentLinkedDeque<Segment> segments = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Waiter> arrived = new AtomicReference<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private List<Waiter> waiting = new ArrayList<>();
    private volatile long synced;
    private volatile boolean asleep;
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
        if (asleep) {
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
        written();
    }

    @Override
    public void run() {
        while (!stopping || (synced < journal.written() && failure == null)) {
            if (synced == journal.written()) {
                sleep(() -> synced == journal.written(), Long.MAX_VALUE);
            } else {
                sleep(() -> waiting.isEmpty() && arrived.get() == null, PACE_NANOS);
                gather();
                trySync();
            }
        }
        ended = true;
        release(Long.MAX_VALUE);
    }

    /** A sync costs the machine as much as several requests: under load one serves all who come within a millisecond. */
    private void gather() {
        long rest = lastStart + PACE_NANOS - System.nanoTime();
        if (rest > 0) {
            LockSupport.parkNanos(this, rest);
        }
        lastStart = System.nanoTime();
    }

    /** Says that it sleeps before it looks again, so that whoever changes what it looks at wakes it. */
    private void sleep(BooleanSupplier mayStay, long nanos) {
        asleep = true;
        if (mayStay.getAsBoolean() && !stopping) {
            LockSupport.parkNanos(this, nanos);
        }
        asleep = false;
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
        for (Waiter waiter = arrived.getAndSet(null); waiter != null; waiter = waiter.next) {
            waiting.add(waiter);
        }
        for (Waiter waiter : waiting) {
            if (waiter.position <= upTo) {
                LockSupport.unpark(waiter.thread);
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
