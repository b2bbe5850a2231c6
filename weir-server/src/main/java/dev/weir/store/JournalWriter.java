package dev.weir.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes and writes, some thousand times a second at most, the ends of exchanges and what nobody waits for. Sealing
 * content wants a platform thread (Tink keeps a random source per thread, too dear for a virtual thread that lives for
 * one request), and one {@code write} for many records is cheaper than one for each.
 */
final class JournalWriter extends JournalThread {
    private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);
    /** How long a group gathers after the one before; whoever waits, waits that long at most. */
    private static final long PACE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final int GROUP = 128;

    /** Where fewer come at a time there is nothing to gather, and each is written at once. */
    private static final int CROWD = 8;

    /** Whoever submits more than this waits until it is written, so that a slow disk does not fill the heap. */
    private static final long MOST_BYTES = 32 << 20;

    private static final long OVERHEAD_BYTES = 1024;

    private final Journal journal;
    private final JournalCodec codec;
    private final ConcurrentLinkedQueue<Submitted> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private long lost;
    private volatile long done;
    private volatile boolean asleep;
    private volatile boolean hurried;
    private volatile boolean ended;

    JournalWriter(Journal journal, JournalCodec codec) {
        super("journal writer");
        this.journal = journal;
        this.codec = codec;
    }

    /** A record on its way, and who waits for it. */
    private static final class Submitted {
        private final JournalRecord record;
        private final @Nullable Thread waiting;
        private volatile boolean written;

        Submitted(JournalRecord record, @Nullable Thread waiting) {
            this.record = record;
            this.waiting = waiting;
        }
    }

    void submit(JournalRecord record) {
        if (enqueue(new Submitted(record, null)) > MOST_BYTES) {
            flush();
        }
    }

    /** Returns when the record is written, or lost because the disk does not take it. */
    void submitAndAwait(JournalRecord record) {
        Submitted mine = new Submitted(record, Thread.currentThread());
        enqueue(mine);
        while (!mine.written && !ended) {
            LockSupport.park(this);
        }
    }

    private long enqueue(Submitted next) {
        long waiting = bytes.addAndGet(size(next.record));
        submitted.incrementAndGet();
        queue.add(next);
        if (asleep) {
            LockSupport.unpark(this);
        }
        return waiting;
    }

    private static long size(JournalRecord record) {
        return OVERHEAD_BYTES
                + switch (record) {
                    case JournalRecord.Closed closed -> closed.exchange().request().length;
                    case JournalRecord.ResponseKept kept -> kept.input().length + kept.response().length;
                    default -> 0;
                };
    }

    /** Waits until everything that was submitted before this call is written. */
    void flush() {
        long wanted = submitted.get();
        if (done < wanted) {
            await(wanted);
        }
    }

    private void await(long wanted) {
        lock.lock();
        try {
            while (done < wanted && isAlive()) {
                hurried = true;
                LockSupport.unpark(this);
                advanced.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            work();
        } finally {
            ended = true;
            queue.forEach(left -> LockSupport.unpark(left.waiting));
        }
    }

    private void work() {
        while (!stopping || done < submitted.get()) {
            List<Submitted> group = take();
            if (group.isEmpty()) {
                sleep();
            } else {
                write(group);
                written(group);
                pause(group.size());
            }
        }
    }

    private List<Submitted> take() {
        List<Submitted> group = new ArrayList<>();
        for (Submitted next = queue.poll(); next != null; next = group.size() < GROUP ? queue.poll() : null) {
            group.add(next);
        }
        return group;
    }

    private void sleep() {
        asleep = true;
        if (queue.isEmpty() && !stopping) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void pause(int written) {
        if (written >= CROWD && written < GROUP && !hurried && !stopping) {
            LockSupport.parkNanos(this, PACE_NANOS);
        }
        hurried = false;
    }

    private void write(List<Submitted> group) {
        List<Journal.Encoded> encoded = new ArrayList<>(group.size());
        for (Submitted next : group) {
            try {
                encoded.add(codec.encoded(next.record));
            } catch (RuntimeException e) {
                lost(e);
            }
        }
        try {
            if (journal.writeTogether(encoded)) {
                found();
                return;
            }
        } catch (StorageException e) {
            log.debug("the group is written record by record", e);
        }
        for (Journal.Encoded record : encoded) {
            try {
                journal.write(record, false);
                found();
            } catch (StorageException e) {
                lost(e);
            }
        }
    }

    private void lost(RuntimeException why) {
        if (lost++ == 0) {
            log.error(
                    "A record could not be written, and more may follow; exchanges whose end is lost stay open: {}",
                    why.getMessage(),
                    why instanceof StorageException known && known.isExplained() ? null : why);
        }
    }

    private void found() {
        if (lost > 0) {
            log.warn("Records are written again; {} were lost", lost);
            lost = 0;
        }
    }

    private void written(List<Submitted> group) {
        for (Submitted next : group) {
            bytes.addAndGet(-size(next.record));
            if (next.waiting != null) {
                next.written = true;
                LockSupport.unpark(next.waiting);
            }
        }
        lock.lock();
        try {
            done += group.size();
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
