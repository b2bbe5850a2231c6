package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.index.Census;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.document.Chunk;
import dev.weir.store.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rows and indexes in step. A change is written to its rows first, then to the index; whatever a crash leaves
 * between the two is made good when the index is next opened, the rows being the truth.
 */
final class Intake implements OpenBases.Opener {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /** Documents written together: few enough to hold in memory, enough for one commit to be cheap. */
    private static final int BATCH = 256;

    private final DocumentDao documents;
    private final KnowledgeEngine engine;
    private final EmbeddingCache embeddings;
    private final Clock clock;

    Intake(DocumentDao documents, KnowledgeEngine engine, EmbeddingCache embeddings, Clock clock) {
        this.embeddings = embeddings;
        this.documents = documents;
        this.engine = engine;
        this.clock = clock;
    }

    /** Opens an index, cut as {@code settings} say, and makes it agree with its rows. */
    @Override
    public KnowledgeBase open(Kb kb, KbSettings settings, Path directory) {
        boolean noted = IndexPlaces.serves(directory);
        KnowledgeBase base = open(kb, settings, directory, new RowUpdates(kb));
        try {
            if (!noted) {
                base.note(IndexPlaces.SETTINGS, settings.ofIndex().json());
                base.note(IndexPlaces.SERVES, "yes");
            }
            reconcile(kb, base);
            return base;
        } catch (RuntimeException e) {
            base.close();
            throw e;
        }
    }

    private KnowledgeBase open(Kb kb, KbSettings settings, Path directory, KnowledgeBase.Listener listener) {
        return engine.open(
                directory,
                settings.chunker(engine.tools()),
                engine.encoder(settings.embeddingName(), each -> embeddings.before(kb, each)),
                listener);
    }

    @Override
    public Rebuild rebuild(Kb kb, Path directory, ReentrantLock writes, Rebuild.Swap swap) {
        return new Rebuild(
                kb, directory, writes, swap, documents, listener -> open(kb, kb.settings(), directory, listener));
    }

    private void reconcile(Kb kb, KnowledgeBase base) {
        Map<String, DocumentDao.Held> rows = documents.held(kb.owner(), kb.id());
        rows.values().removeIf(DocumentDao.Held::isUnread);
        Census census = base.census(Submission.STAMP);
        for (String id : census.stamps().keySet()) {
            if (!rows.containsKey(id)) {
                base.delete(id);
            }
        }
        Set<String> missing = new TreeSet<>();
        rows.forEach((id, row) -> {
            if (!row.hash().equals(census.stamps().get(id))) {
                missing.add(id);
            }
        });
        countAgain(kb, census, rows, missing);
        indexAgain(kb, base, List.copyOf(missing));
        markVectors(kb, base, rows, missing, census.waiting());
    }

    /** A crash between index and row leaves a document that is in the index and not counted, or as it was cut before. */
    private void countAgain(Kb kb, Census census, Map<String, DocumentDao.Held> rows, Set<String> missing) {
        Map<String, Integer> counts = new HashMap<>();
        rows.forEach((id, row) -> {
            int passages = census.passages().getOrDefault(id, 0);
            if (row.chunks() != passages && !missing.contains(id)) {
                counts.put(id, passages);
            }
        });
        documents.indexed(kb.owner(), kb.id(), counts);
    }

    private void indexAgain(Kb kb, KnowledgeBase base, List<String> missing) {
        if (!missing.isEmpty()) {
            log.info("{} documents of the knowledge base '{}' are indexed again", missing.size(), kb.name());
        }
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<Submission> batch = new ArrayList<>();
            for (String id : missing.subList(from, Math.min(missing.size(), from + BATCH))) {
                Submission stored = documents.submission(kb.owner(), kb.id(), id);
                if (stored != null) {
                    batch.add(stored);
                }
            }
            documents.mark(kb.owner(), kb.id(), ids(batch), DocumentState.QUEUED, null);
            index(kb, base, batch);
        }
    }

    /**
     * A crash may lose vectors that were reported, and reports of vectors that were kept. Some may be made, and reported,
     * while this looks: whoever is still late is asked once more after that was written.
     */
    private void markVectors(
            Kb kb, KnowledgeBase base, Map<String, DocumentDao.Held> rows, Set<String> again, Set<String> waiting) {
        Set<String> late = new TreeSet<>();
        Set<String> done = new TreeSet<>();
        rows.forEach((id, row) -> {
            boolean waits = waiting.contains(id);
            if (waits && row.state() != DocumentState.EMBEDDING) {
                late.add(id);
            } else if (!waits && row.state() != DocumentState.READY) {
                done.add(id);
            }
        });
        again.forEach(late::remove);
        again.forEach(done::remove);
        documents.mark(kb.owner(), kb.id(), late, DocumentState.EMBEDDING, null);
        late.stream().filter(base::isEmbedded).forEach(done::add);
        documents.mark(kb.owner(), kb.id(), done, DocumentState.READY, null);
    }

    /** Takes documents in; those whose content is unchanged are left alone. The last of equal ids stands. */
    Map<String, Taken> add(Kb kb, OpenBases.Lease lease, List<Submission> submitted) {
        Map<String, Submission> byId = new LinkedHashMap<>();
        submitted.forEach(each -> byId.put(each.id(), each));
        List<Submission> all = List.copyOf(byId.values());
        lease.writes().lock();
        try {
            for (int from = 0; from < all.size(); from += BATCH) {
                addBatch(kb, lease, all.subList(from, Math.min(all.size(), from + BATCH)));
            }
        } finally {
            lease.writes().unlock();
        }
        return taken(kb, all);
    }

    private void addBatch(Kb kb, OpenBases.Lease lease, List<Submission> batch) {
        Map<String, DocumentDao.Held> held = documents.held(kb.owner(), kb.id(), ids(batch));
        List<Submission> changed = batch.stream()
                .filter(document -> isNew(document, held.get(document.id())))
                .toList();
        if (!changed.isEmpty()) {
            written(kb, () -> {
                documents.put(kb.owner(), kb.id(), changed, clock.instant());
                return kb;
            });
            index(kb, lease.latest(), changed);
            lease.rebuild()
                    .ifPresent(rebuild -> rebuild.put(changed.stream()
                            .map(each -> each.forIndex(each.hash()))
                            .toList()));
        }
    }

    /** A document's row needs its base's, which may be deleted at any time. */
    private static <T> T written(Kb kb, Supplier<T> write) {
        try {
            return write.get();
        } catch (StorageException e) {
            throw e.kind() == StorageException.Kind.CONFLICT ? OpenBases.deleted(kb) : e;
        }
    }

    /** Keeps what could not be read, so that it is seen. */
    void keep(Kb kb, List<Unread> files) {
        if (!files.isEmpty()) {
            written(kb, () -> {
                documents.putUnread(kb.owner(), kb.id(), files, clock.instant());
                return kb;
            });
        }
    }

    /**
     * Makes the text of a file its document's, unless the file was replaced or removed meanwhile. The document serves its
     * old text until then.
     *
     * @param note what the text lacks
     */
    void take(Kb kb, OpenBases.Lease lease, FileDao files, FileJob job, Submission read, @Nullable String note) {
        lease.writes().lock();
        try {
            boolean changed = isNew(
                    read,
                    documents.held(kb.owner(), kb.id(), List.of(read.id())).get(read.id()));
            String contentId = job.file().contentId();
            boolean wanted = written(
                    kb, () -> files.finish(job.project(), kb.id(), contentId, read, changed, note, clock.instant()));
            if (wanted && changed) {
                index(kb, lease.base(), List.of(read));
            }
        } finally {
            lease.writes().unlock();
        }
    }

    private static boolean isNew(Submission document, DocumentDao.@Nullable Held held) {
        return held == null
                || !held.hash().equals(document.hash())
                || held.state() == DocumentState.QUEUED
                || held.state() == DocumentState.FAILED;
    }

    private void index(Kb kb, KnowledgeBase base, List<Submission> batch) {
        List<NewDocument> entries =
                batch.stream().map(each -> each.forIndex(each.hash())).toList();
        try {
            List<List<Chunk>> chunks = base.add(entries);
            Map<String, Integer> counts = new HashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                counts.put(batch.get(i).id(), chunks.get(i).size());
            }
            documents.indexed(kb.owner(), kb.id(), counts);
        } catch (KnowledgeException e) {
            documents.mark(kb.owner(), kb.id(), ids(batch), DocumentState.FAILED, e.getMessage());
            throw e;
        }
    }

    private Map<String, Taken> taken(Kb kb, List<Submission> all) {
        Map<String, DocumentDao.Held> held = documents.held(kb.owner(), kb.id(), ids(all));
        Map<String, Taken> taken = new HashMap<>();
        held.forEach((id, row) -> taken.put(id, new Taken(id, row.state(), row.chunks())));
        if (taken.size() < all.size()) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "The knowledge base '" + kb.name() + "', or a document of this request, was deleted meanwhile.",
                    null,
                    "Add the documents again if they are still wanted.");
        }
        return taken;
    }

    private static List<String> ids(List<Submission> batch) {
        return batch.stream().map(Submission::id).toList();
    }

    /**
     * @throws Refusal if there is no such document
     */
    void delete(Kb kb, OpenBases.Lease lease, String documentId) {
        lease.writes().lock();
        try {
            if (!documents.delete(kb.owner(), kb.id(), documentId)) {
                throw new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no document '" + documentId + "' in '" + kb.name() + "'.",
                        null,
                        "GET /api/kb/" + kb.name() + "/documents lists them.");
            }
            lease.latest().delete(documentId);
            lease.rebuild().ifPresent(rebuild -> rebuild.delete(documentId));
        } finally {
            lease.writes().unlock();
        }
    }

    /**
     * Changes whom a document may be shown to: the row first, then the index, which searches see when this returns.
     *
     * @return false if there is no such document
     */
    boolean relabel(Kb kb, OpenBases.Lease lease, String documentId, Readers readers) {
        lease.writes().lock();
        try {
            Submission stored = documents.submission(kb.owner(), kb.id(), documentId);
            if (stored == null) {
                return false;
            }
            Submission relabelled = stored.with(readers);
            documents.relabel(kb.owner(), kb.id(), relabelled, clock.instant());
            lease.base()
                    .relabel(documentId, relabelled.forIndex(relabelled.hash()).terms());
            return true;
        } finally {
            lease.writes().unlock();
        }
    }

    private final class RowUpdates implements KnowledgeBase.Listener {
        private final Kb kb;

        RowUpdates(Kb kb) {
            this.kb = kb;
        }

        @Override
        public void embedded(String documentId) {
            documents.mark(kb.owner(), kb.id(), List.of(documentId), DocumentState.READY, null);
        }

        @Override
        public void failed(RuntimeException cause) {
            documents.delayed(kb.owner(), kb.id(), "No vectors yet: " + cause.getMessage());
        }
    }
}
