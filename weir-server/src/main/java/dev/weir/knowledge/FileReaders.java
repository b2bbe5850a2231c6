package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.KbDocument.Progress;
import dev.weir.knowledge.parser.FileReading;
import dev.weir.knowledge.parser.Isolation;
import dev.weir.knowledge.parser.ParserPool;
import dev.weir.spi.document.DocumentText;
import dev.weir.store.SealedReader;
import dev.weir.store.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files that wait, a few at a time, until it is closed. What becomes of a file is written in one step, so that
 * a process that ends in the middle of one leaves nothing but a file that waits.
 */
final class FileReaders implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileReaders.class);

    /** A file that ends its reader so often is not tried again. */
    private static final int MOST_DEATHS = 2;

    /** Nor is one in whose reading Weir itself ended so often. */
    private static final int MOST_BEGUN = 12;

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final FileDao dao;
    private final FileIntake files;
    private final ParserPool pool;
    private final Bases bases;
    private final int readers;
    private final Clock clock;
    private final Map<Named, Progress> progress = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Object turns = new Object();
    private String last = "";
    private long woken;
    private volatile boolean closed;

    private record Named(String kbId, String documentId) {}

    /** Where texts go. */
    interface Bases {
        /**
         * @throws Refusal if there is no such base any more
         */
        void take(FileJob job, Submission read, @Nullable String note);
    }

    FileReaders(FileDao dao, FileIntake files, ParserPool pool, Bases bases, int readers, Clock clock) {
        this.dao = dao;
        this.files = files;
        this.pool = pool;
        this.bases = bases;
        this.readers = readers;
        this.clock = clock;
    }

    /** Begins; files that wait are read from now on. */
    void start() {
        synchronized (turns) {
            for (int i = 0; i < readers && !closed; i++) {
                threads.add(Thread.ofPlatform().daemon().name("weir-files-" + i).start(this::work));
            }
        }
    }

    Isolation isolation() {
        return pool.isolation();
    }

    /** There may be something to read. */
    void wake() {
        synchronized (turns) {
            woken++;
            turns.notifyAll();
        }
    }

    /** How far the reading of a document's file is; null where none is read, or nothing is known. */
    @Nullable
    Progress progress(String kbId, String documentId) {
        return progress.get(new Named(kbId, documentId));
    }

    private void work() {
        while (!closed) {
            long before = woken();
            try {
                Optional<FileJob> job = next();
                if (job.isPresent()) {
                    read(job.get());
                } else {
                    await(before, Duration.ZERO);
                }
            } catch (StorageException e) {
                log.warn("Files wait until the store works again: {}", e.getMessage());
                await(woken(), PAUSE);
            } catch (RuntimeException e) {
                log.error("The reading of a file failed", e);
                await(woken(), PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long woken() {
        synchronized (turns) {
            return woken;
        }
    }

    private Optional<FileJob> next() {
        synchronized (turns) {
            Optional<FileJob> job = dao.take(last);
            job.ifPresent(each -> last = each.project().value());
            return job;
        }
    }

    /** Until something may have to be read, or for some time. */
    private void await(long before, Duration pause) {
        synchronized (turns) {
            try {
                while (!closed && woken == before) {
                    turns.wait(pause.toMillis());
                    if (!pause.isZero()) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
    }

    private void read(FileJob job) throws InterruptedException {
        FileReading reading = reading(job);
        try {
            settle(job, reading);
        } catch (StorageException e) {
            log.warn("What was read cannot be kept just now, and is read again later: {}", e.getMessage());
            putBack(job);
        }
    }

    private FileReading reading(FileJob job) throws InterruptedException {
        if (job.begun() > MOST_BEGUN) {
            return new FileReading.Unreadable(
                    FileReading.Why.REFUSED, "Weir ended " + MOST_BEGUN + " times while it was read");
        }
        Named named = new Named(job.kbId(), job.file().id());
        try (SealedReader content = files.read(job)) {
            return pool.read(
                    job.file().fileName(),
                    files.password(job),
                    content,
                    job.file().bytes(),
                    (page, pages) -> progress.put(named, new Progress(page, Math.max(0, pages))));
        } catch (StorageException e) {
            log.error("A file of {} cannot be read back: {}", job.project(), e.getMessage());
            return new FileReading.Unreadable(
                    FileReading.Why.REFUSED, "what was sent cannot be read back: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("A file of {} was not read", job.project(), e);
            return new FileReading.Unreadable(FileReading.Why.REFUSED, "Weir failed at it; the log has the details");
        } finally {
            progress.remove(named);
        }
    }

    private void putBack(FileJob job) {
        while (!closed) {
            await(woken(), PAUSE);
            try {
                dao.again(job.project(), job.file().contentId(), job.deaths(), null, clock.instant());
                return;
            } catch (StorageException e) {
                log.debug("The store does not work yet", e);
            }
        }
    }

    private void settle(FileJob job, FileReading reading) {
        if (closed && !(reading instanceof FileReading.Read)) {
            return;
        }
        switch (reading) {
            case FileReading.Read(DocumentText text, @Nullable String note) -> taken(job, text, note);
            case FileReading.Unreadable(FileReading.Why why, String reason) -> unreadable(job, state(why), reason);
            case FileReading.Broken(String reason, boolean again) -> broken(job, reason, again);
            case FileReading.Unavailable(String reason) -> later(job, reason);
        }
    }

    private void taken(FileJob job, DocumentText text, @Nullable String note) {
        SentFile file = job.file();
        Submission read = new Submission(file.id(), text, file.metadata(), file.readers(), file.bytes());
        try {
            bases.take(job, read, note);
            files.drop(file.contentId());
        } catch (Refusal e) {
            log.info("A file was read for a knowledge base that is gone: {}", e.getMessage());
        } catch (KnowledgeException e) {
            log.error("A document is not in its index yet: {}", e.getMessage(), KnowledgeException.stackOf(e));
        }
    }

    private static DocumentState state(FileReading.Why why) {
        return switch (why) {
            case NEEDS_OCR -> DocumentState.NEEDS_OCR;
            case ENCRYPTED -> DocumentState.ENCRYPTED;
            case BLANK -> DocumentState.BLANK;
            case REFUSED -> DocumentState.FAILED;
        };
    }

    private void unreadable(FileJob job, DocumentState state, String reason) {
        dao.settle(job.project(), job.file().contentId(), state, named(job, reason), clock.instant());
    }

    /** Reasons begin with the file's name, as everywhere. */
    private static String named(FileJob job, String reason) {
        return reason.startsWith(job.file().fileName()) ? reason : job.file().fileName() + ": " + reason;
    }

    private void broken(FileJob job, String reason, boolean again) {
        int deaths = job.deaths() + 1;
        if (again && deaths < MOST_DEATHS) {
            dao.again(job.project(), job.file().contentId(), deaths, named(job, reason), clock.instant());
        } else {
            unreadable(job, DocumentState.FAILED, again ? reason + ", " + deaths + " times" : reason);
        }
    }

    private void later(FileJob job, String reason) {
        dao.again(job.project(), job.file().contentId(), job.deaths(), named(job, reason), clock.instant());
        await(woken(), PAUSE);
    }

    @Override
    public void close() {
        synchronized (turns) {
            closed = true;
            turns.notifyAll();
        }
        pool.close();
        try {
            for (Thread thread : threads) {
                thread.join(LONGEST_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
