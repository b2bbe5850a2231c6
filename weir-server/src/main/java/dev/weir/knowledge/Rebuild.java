package dev.weir.knowledge;

import dev.weir.knowledge.index.Census;
import dev.weir.knowledge.index.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a base's new index from its rows, beside the one that serves, on a thread of its own. Documents that arrive
 * meanwhile go into both. When the new index holds all documents with all vectors, it notes that it may serve and is
 * swapped in. Nothing is kept but the index itself: after a crash it is opened again and lacks what it lacks.
 */
final class Rebuild implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    /** Documents cut together, while writers of the base need not wait. */
    private static final int BATCH = 32;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final Kb kb;
    private final Path place;
    private final ReentrantLock writes;
    private final Swap swap;
    private final DocumentDao documents;
    private final Opening opening;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KnowledgeBase base;
    private volatile @Nullable String reason;
    private volatile boolean swapped;

    /** Versions of documents that have no passages, so that no index holds them. */
    private final Set<String> bare = ConcurrentHashMap.newKeySet();

    /** Puts the new index in the place of the old, unless it is not wanted any more. */
    interface Swap {
        boolean swap(Rebuild done, KnowledgeBase base);
    }

    /** Opens the new index; its listener is told of documents once it serves. */
    interface Opening {
        KnowledgeBase open(KnowledgeBase.Listener listener);
    }

    Rebuild(Kb kb, Path place, ReentrantLock writes, Swap swap, DocumentDao documents, Opening opening) {
        this.kb = kb;
        this.place = place;
        this.writes = writes;
        this.swap = swap;
        this.documents = documents;
        this.opening = opening;
        this.thread = Thread.ofVirtual().name("weir-rebuild-" + kb.id()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Path place() {
        return place;
    }

    boolean isClosed() {
        return stop.getCount() == 0;
    }

    /** How far it is. */
    KbSummary.Rebuilding progress() {
        KnowledgeBase opened = base;
        long of = wanted().size();
        if (opened == null || isClosed()) {
            return new KbSummary.Rebuilding(0, of, 0, reason);
        }
        Census census = opened.census(Submission.STAMP);
        return new KbSummary.Rebuilding(census.stamps().size(), of, opened.countWaiting(), reason);
    }

    /** Takes what arrives at the base, too; what fails here is made good before the new index may serve. */
    void put(List<NewDocument> arrived) {
        KnowledgeBase opened = base;
        if (opened != null && !isClosed()) {
            try {
                opened.add(arrived);
            } catch (RuntimeException e) {
                log.warn("New documents of '{}' go into its new index later: {}", kb.name(), e.getMessage());
            }
        }
    }

    void delete(String documentId) {
        KnowledgeBase opened = base;
        if (opened != null && !isClosed()) {
            try {
                opened.delete(documentId);
            } catch (RuntimeException e) {
                log.warn("A document leaves the new index of '{}' later: {}", kb.name(), e.getMessage());
            }
        }
    }

    private void run() {
        while (!isClosed() && !swapped) {
            try {
                advance();
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void failed(RuntimeException e) {
        if (!isClosed()) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(reason)) {
                log.warn(
                        "The new index of the knowledge base '{}' waits: {}",
                        kb.name(),
                        why,
                        KnowledgeException.stackOf(e));
            }
            reason = why;
            pause(TRY_AGAIN);
        }
    }

    private boolean pause(Duration time) {
        try {
            return stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void advance() {
        KnowledgeBase opened = usable();
        fill(opened);
        reason = null;
        while (opened.countWaiting() > 0 && !opened.isBroken() && !isClosed()) {
            pause(LOOK_AGAIN);
        }
        if (!isClosed() && !opened.isBroken() && !finish(opened)) {
            pause(LOOK_AGAIN);
        }
    }

    private KnowledgeBase usable() {
        KnowledgeBase opened = base;
        if (opened != null && !opened.isBroken()) {
            return opened;
        }
        if (opened != null) {
            opened.close();
        }
        KnowledgeBase again = opening.open(new LateListener());
        base = again;
        if (isClosed()) {
            again.close();
        }
        again.note(IndexPlaces.SETTINGS, kb.settings().ofIndex().json());
        return again;
    }

    private Map<String, DocumentDao.Held> wanted() {
        Map<String, DocumentDao.Held> rows = documents.held(kb.owner(), kb.id());
        rows.values().removeIf(DocumentDao.Held::isUnread);
        return rows;
    }

    private boolean holds(Census census, String id, DocumentDao.@Nullable Held row) {
        return row != null && holds(census, id, row.hash());
    }

    private boolean holds(Census census, String id, String hash) {
        return hash.equals(census.stamps().get(id)) || bare.contains(hash);
    }

    private void fill(KnowledgeBase opened) {
        Map<String, DocumentDao.Held> rows = wanted();
        Census census = opened.census(Submission.STAMP);
        census.stamps().keySet().stream().filter(id -> !rows.containsKey(id)).forEach(opened::delete);
        List<String> missing = new ArrayList<>(rows.keySet());
        missing.removeIf(id -> holds(census, id, rows.get(id)));
        for (int from = 0; from < missing.size() && !isClosed(); from += BATCH) {
            add(opened, missing.subList(from, Math.min(missing.size(), from + BATCH)));
        }
    }

    /** Cuts as documents were a moment ago, and takes in those that still are so. */
    private void add(KnowledgeBase opened, List<String> ids) {
        List<NewDocument> batch = new ArrayList<>();
        for (String id : ids) {
            Submission stored = documents.submission(kb.owner(), kb.id(), id);
            if (stored != null) {
                batch.add(stored.forIndex(stored.hash()));
            }
        }
        List<Entry> entries = opened.cut(batch);
        entries.stream()
                .filter(entry -> entry.chunks().isEmpty())
                .forEach(entry -> bare.addAll(entry.terms().getOrDefault(Submission.STAMP, Set.of())));
        writes.lock();
        try {
            Map<String, DocumentDao.Held> rows = documents.held(kb.owner(), kb.id(), ids);
            opened.put(entries.stream()
                    .filter(entry -> rows.containsKey(entry.id())
                            && entry.terms()
                                    .getOrDefault(Submission.STAMP, Set.of())
                                    .contains(rows.get(entry.id()).hash()))
                    .toList());
        } finally {
            writes.unlock();
        }
    }

    private boolean finish(KnowledgeBase opened) {
        writes.lock();
        try {
            Map<String, DocumentDao.Held> rows = wanted();
            Census census = opened.census(Submission.STAMP);
            boolean complete = opened.countWaiting() == 0
                    && rows.keySet().containsAll(census.stamps().keySet())
                    && rows.entrySet().stream().allMatch(row -> holds(census, row.getKey(), row.getValue()));
            if (complete) {
                opened.note(IndexPlaces.SERVES, "yes");
                swapped = swap.swap(this, opened);
            }
            if (swapped) {
                documents.indexed(kb.owner(), kb.id(), census.passages());
                documents.mark(kb.owner(), kb.id(), census.passages().keySet(), DocumentState.READY, null);
            }
            return swapped;
        } finally {
            writes.unlock();
        }
    }

    /** Lets the work end and, unless it serves now, lets go of the new index; its files stay. */
    @Override
    public void close() {
        stop.countDown();
        try {
            if (thread.isAlive() && Thread.currentThread() != thread) {
                thread.join(LONGEST_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        KnowledgeBase opened = base;
        if (opened != null && !swapped) {
            opened.close();
        }
    }

    /** Rows tell how far the index is that serves. */
    private final class LateListener implements KnowledgeBase.Listener {
        @Override
        public void embedded(String documentId) {
            if (swapped) {
                documents.mark(kb.owner(), kb.id(), List.of(documentId), DocumentState.READY, null);
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            if (swapped) {
                documents.delayed(kb.owner(), kb.id(), "No vectors yet: " + cause.getMessage());
            } else {
                reason = "No vectors yet: " + cause.getMessage();
            }
        }
    }
}
