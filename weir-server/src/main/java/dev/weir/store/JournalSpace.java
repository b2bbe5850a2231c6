package dev.weir.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps room ahead of the journal's records. The next segment is filled and synced step by step while the current one
 * is in use: were the current one extended, each of its syncs would write those zeros too, and everybody would wait
 * for them. Only a journal's first segment, and one that nobody had time to prepare, grows while it is written.
 *
 * <p>When the disk is full it says so before a record needs the room, tries once a second, and says when there is room
 * again.
 */
final class JournalSpace extends JournalThread {
    private static final Logger log = LoggerFactory.getLogger(JournalSpace.class);
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final Journal.Sizes sizes;
    private final AtomicReference<@Nullable Segment> spare = new AtomicReference<>();
    private final AtomicInteger spares = new AtomicInteger();
    private @Nullable Segment growing;
    private volatile boolean asleep;
    private volatile @Nullable StorageException failure;
    /** Why the next segment cannot be had; matters when this one is nearly full. */
    private volatile @Nullable IOException shortage;

    JournalSpace(Journal journal, Journal.Sizes sizes) {
        super("journal space");
        this.journal = journal;
        this.sizes = sizes;
    }

    /** Why there is no more room; null while there is. */
    @Nullable
    StorageException failure() {
        IOException due = shortage;
        if (failure == null && due != null && isLastStretch(journal.current().offset(journal.written()))) {
            failed(due);
        }
        return failure;
    }

    void failed(IOException e) {
        StorageException told = FileFailures.translate(journal.folder(), e);
        boolean first = failure == null;
        failure = told;
        if (first) {
            log.error("the journal has no room ahead, new calls are refused until it has: {}", told.getMessage());
            LockSupport.unpark(this);
        }
    }

    /** Called after {@code used} bytes of {@code segment} are taken. */
    void used(Segment segment, long used) {
        if (asleep && missing(segment, used)) {
            LockSupport.unpark(this);
        }
    }

    /** The next segment, made on the spot if need be. */
    Segment next() throws IOException {
        Segment ready = spare.getAndSet(null);
        return ready == null ? begin() : ready;
    }

    private Segment begin() throws IOException {
        return Segment.spare(journal.disk(), journal.folder(), spares.incrementAndGet(), sizes.step());
    }

    private boolean missing(Segment segment, long used) {
        return segment.allocated() < wanted(used) || (isSpareDue(used) && spare.get() == null);
    }

    private long wanted(long used) {
        return Math.min(sizes.segment(), used + sizes.ahead());
    }

    private boolean isSpareDue(long used) {
        return used > sizes.ahead() || isLastStretch(used);
    }

    private boolean isLastStretch(long used) {
        return used > sizes.segment() - sizes.ahead();
    }

    @Override
    public void run() {
        while (!stopping) {
            Segment segment = journal.current();
            long used = segment.offset(journal.written());
            if (!missing(segment, used)) {
                sleepOrRetry(segment);
            } else if (!provide(segment, used)) {
                LockSupport.parkNanos(this, PROBE_NANOS);
            }
        }
        dropSpares();
    }

    /** After a write that failed although there was room, calls are refused until a file can be written. */
    private void sleepOrRetry(Segment segment) {
        if (failure == null) {
            sleep(segment);
        } else {
            LockSupport.parkNanos(this, PROBE_NANOS);
            probe();
        }
    }

    private void probe() {
        try {
            Segment.spare(journal.disk(), journal.folder(), spares.incrementAndGet(), SegmentHeader.SIZE)
                    .discard();
            recovered();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void sleep(Segment segment) {
        asleep = true;
        if (journal.current() == segment && !missing(segment, segment.offset(journal.written())) && !stopping) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private boolean provide(Segment segment, long used) {
        boolean urgent = segment.allocated() < wanted(used);
        try {
            if (urgent) {
                segment.allocate(Math.min(sizes.segment(), segment.allocated() + sizes.step()));
            } else {
                growSpare();
            }
            recovered();
            return true;
        } catch (IOException e) {
            if (urgent && segment.isSealed()) {
                // It went out of use meanwhile and was closed: whether there is room shows at the next.
                return true;
            }
            shortage = e;
            if (urgent || isLastStretch(used)) {
                failed(e);
            }
            return false;
        }
    }

    private void growSpare() throws IOException {
        Segment grown = growing == null ? begin() : growing;
        growing = grown;
        grown.allocate(Math.min(sizes.segment(), grown.allocated() + sizes.step()));
        grown.forceRoom();
        if (grown.allocated() == sizes.segment()) {
            growing = null;
            spare.set(grown);
        }
    }

    private void recovered() {
        shortage = null;
        if (failure != null) {
            log.info("the journal has room again, calls are accepted");
            failure = null;
        }
    }

    private void dropSpares() {
        for (Segment left : Arrays.asList(spare.getAndSet(null), growing)) {
            try {
                if (left != null) {
                    left.discard();
                }
            } catch (IOException e) {
                log.warn("a spare segment of {} is left over", journal.folder(), e);
            }
        }
    }
}
