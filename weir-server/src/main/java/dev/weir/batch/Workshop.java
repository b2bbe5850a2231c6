package dev.weir.batch;

import dev.weir.files.StoredFiles;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Principal;
import dev.weir.store.ContentCipher;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where batches are worked off: each has a thread of its own, and all of them share a bounded number of requests in
 * progress, in turn. Thread-safe. Closing lets requests in progress finish for a moment and breaks off the rest; the
 * next start takes every batch up where its results end.
 */
final class Workshop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workshop.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final long LOOK_UP_MILLIS = 200;

    private final BatchDao dao;
    private final StoredFiles files;
    private final Endpoints endpoints;
    private final Endpoints unqueued;
    private final Passages passages;
    private final Function<Batch, Optional<Principal>> principals;
    private final ContentCipher cipher;
    private final Path folder;
    private final BatchLimits limits;
    private final Clock clock;
    private final IdSource ids;
    private final Semaphore room;
    private final Semaphore sending = new Semaphore(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    /**
     * @param unqueued where requests go that wait for no place
     * @param passages which batches providers work off
     * @param principals who makes a batch's requests; empty when its key was revoked
     * @param folder of the results of unfinished batches
     */
    Workshop(
            BatchDao dao,
            StoredFiles files,
            Endpoints endpoints,
            Endpoints unqueued,
            Passages passages,
            Function<Batch, Optional<Principal>> principals,
            ContentCipher cipher,
            Path folder,
            BatchLimits limits,
            Clock clock,
            IdSource ids) {
        this.dao = dao;
        this.files = files;
        this.endpoints = endpoints;
        this.unqueued = unqueued;
        this.passages = passages;
        this.principals = principals;
        this.cipher = cipher;
        this.folder = folder;
        this.limits = limits;
        this.clock = clock;
        this.ids = ids;
        this.room = new Semaphore(limits.concurrency(), true);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    BatchDao dao() {
        return dao;
    }

    StoredFiles files() {
        return files;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** For requests that a provider has answered already: they wait for no place. */
    Endpoints unqueued() {
        return unqueued;
    }

    Passages passages() {
        return passages;
    }

    BatchLimits limits() {
        return limits;
    }

    Instant now() {
        return clock.instant();
    }

    String nextId(String prefix) {
        return ids.next(prefix);
    }

    Optional<Principal> principal(Batch batch) {
        return principals.apply(batch);
    }

    /** Takes up what an earlier process left undone. */
    void resume() {
        List<Batch> unfinished = dao.unfinished();
        if (!unfinished.isEmpty()) {
            log.info("{} batches are taken up where they were left", unfinished.size());
        }
        unfinished.forEach(this::start);
    }

    /** Begins to work at a batch, in the background. */
    void start(Batch batch) {
        threads.put(batch.id(), Thread.ofVirtual().name(batch.id()).start(() -> work(batch)));
    }

    private void work(Batch batch) {
        try {
            while (!isClosing() && !worked(batch)) {
                pause(AGAIN);
            }
        } finally {
            runs.remove(batch.id());
            threads.remove(batch.id());
        }
    }

    /** Whether the batch needs no more work in this process. */
    private boolean worked(Batch batch) {
        try {
            Batch now = dao.find(batch.project(), batch.id());
            if (now != null && !now.status().isOver()) {
                Run run = new Run(this, now);
                runs.put(batch.id(), run);
                run.run();
            }
            return true;
        } catch (StorageException e) {
            log.error("Batch {} cannot go on, it is tried again in a moment: {}", batch.id(), e.getMessage());
            return false;
        } catch (RuntimeException e) {
            log.error("Batch {} cannot go on; the next start takes it up", batch.id(), e);
            return true;
        }
    }

    /** How far a batch is that is being worked at. */
    Optional<Tally> tally(String id) {
        return Optional.ofNullable(runs.get(id)).map(Run::tally);
    }

    void cancel(String id) {
        @Nullable Run run = runs.get(id);
        if (run != null) {
            run.cancel();
        }
    }

    /** Waits a moment for room for one more request. */
    boolean enter() {
        try {
            return room.tryAcquire(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave() {
        room.release();
    }

    /** A batch that goes to its provider is in memory while it is sent: one at a time. */
    Semaphore sending() {
        return sending;
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Waits; false if the process ends first. */
    boolean pause(Duration wait) {
        try {
            return !closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    ResultsLog log(Batch batch, Consumer<Result> seen) {
        return ResultsLog.open(cipher, batch.project(), batch.id(), file(batch), seen);
    }

    void forget(Batch batch) {
        try {
            Files.deleteIfExists(file(batch));
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    private Path file(Batch batch) {
        return folder.resolve(batch.id() + ".results");
    }

    @Override
    public void close() {
        closing.countDown();
        List<Thread> left = List.copyOf(threads.values());
        if (!joined(left, GRACE)) {
            runs.values().forEach(Run::breakOff);
            joined(left, SETTLE);
        }
    }

    private static boolean joined(List<Thread> threads, Duration limit) {
        try {
            boolean all = true;
            for (Thread thread : threads) {
                all &= thread.join(limit);
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
