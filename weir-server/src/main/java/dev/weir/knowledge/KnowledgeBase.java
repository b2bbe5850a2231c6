package dev.weir.knowledge;

import dev.weir.knowledge.embedding.PassageEncoder;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Census;
import dev.weir.knowledge.index.Entry;
import dev.weir.knowledge.index.Explanation;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.KnowledgeIndex;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One set of documents and its searches. Thread-safe; calls block, on platform threads of the engine's, and
 * may be made from virtual threads.
 *
 * <p>When {@link #add} returns, the documents survive a crash and are found by their words. Vectors follow in
 * the background; the {@link Listener} hears when a document has all of its own.
 */
public final class KnowledgeBase implements AutoCloseable {
    /** Hears how the background work goes, on a background thread; it should return soon. */
    public interface Listener {
        /** All passages of the document have vectors. Also told for a document that was deleted meanwhile. */
        void embedded(String documentId);

        /** The work stopped; it is taken up again soon, by the next {@link #add} or when the base is next opened. */
        void failed(RuntimeException cause);

        /** For callers that look at {@link #countWaiting} instead. */
        static Listener none() {
            return new Listener() {
                @Override
                public void embedded(String documentId) {}

                @Override
                public void failed(RuntimeException cause) {}
            };
        }
    }

    private static final Logger log = LoggerFactory.getLogger(KnowledgeBase.class);

    /** Passages embedded between two refreshes: about a second of work. */
    private static final int BATCH = 64;

    /** Batches between two commits; a crash makes at most these again. */
    private static final int BATCHES_PER_COMMIT = 16;

    /** After a failure: a disk that was full may have room again. */
    private static final int RETRY_SECONDS = 10;

    private final Path directory;
    private final KnowledgeIndex index;
    private final Chunker chunker;
    private final Listener listener;
    private final PassageEncoder encoder;
    private final KnowledgeEngine engine;
    private final Object turns = new Object();
    private boolean working;
    private boolean asked;
    private boolean closed;
    private int uncommitted;

    private KnowledgeBase(
            Path directory,
            KnowledgeIndex index,
            Chunker chunker,
            PassageEncoder encoder,
            Listener listener,
            KnowledgeEngine engine) {
        this.directory = directory;
        this.index = index;
        this.chunker = chunker;
        this.encoder = encoder;
        this.listener = listener;
        this.engine = engine;
    }

    static KnowledgeBase open(
            Path directory, Chunker chunker, PassageEncoder encoder, Listener listener, KnowledgeEngine engine) {
        try {
            KnowledgeIndex index = engine.writes().run(() -> KnowledgeIndex.open(directory));
            KnowledgeBase base = new KnowledgeBase(directory, index, chunker, encoder, listener, engine);
            base.embedSoon();
            return base;
        } catch (CompletionException e) {
            throw unopened(directory, e.getCause() == null ? e : e.getCause());
        }
    }

    private static KnowledgeException unopened(Path directory, Throwable cause) {
        return cause instanceof LockObtainFailedException
                ? new KnowledgeException(
                        "the knowledge base in " + directory + " cannot be opened: another process holds it", cause)
                : KnowledgeException.of(directory, cause);
    }

    /** Takes a document in, or replaces the one of its id, and returns its passages. */
    public List<Chunk> add(NewDocument document) {
        return add(List.of(document)).getFirst();
    }

    /** Takes documents in with one write to the disk, and returns the passages of each. */
    public List<List<Chunk>> add(List<NewDocument> documents) {
        List<Entry> entries = cut(documents);
        put(entries);
        return entries.stream().map(Entry::chunks).toList();
    }

    /** Cuts documents into passages, without taking them in. */
    List<Entry> cut(List<NewDocument> documents) {
        return onDisk(() -> documents.stream().map(this::entry).toList());
    }

    private Entry entry(NewDocument document) {
        return new Entry(document.id(), document.text().title(), document.terms(), chunker.chunk(document.text()));
    }

    /** Takes in what was cut, with one write to the disk. */
    void put(List<Entry> entries) {
        onDisk(() -> {
            for (Entry entry : entries) {
                index.put(entry);
            }
            index.commit();
            index.refresh();
            return entries;
        });
        embedSoon();
    }

    /** Notes something about the index itself. */
    void note(String key, String value) {
        onDisk(() -> {
            index.note(key, value);
            return key;
        });
    }

    /** Gives a document other values to filter by, from the next search on; nothing is embedded for it. */
    public void relabel(String documentId, Map<String, Set<String>> terms) {
        onDisk(() -> {
            index.relabel(documentId, terms);
            index.commit();
            index.refresh();
            return documentId;
        });
    }

    /** Removes a document; an unknown id is no error. */
    public void delete(String documentId) {
        onDisk(() -> {
            index.delete(documentId);
            index.commit();
            index.refresh();
            return documentId;
        });
    }

    /** Searches by the request's arms; passages without a vector yet are found by their words. */
    public List<Hit> search(SearchRequest request) {
        return search(request, vectorFor(request));
    }

    /** As {@link #search(SearchRequest)} with the question's vector at hand; null asks the words alone. */
    public List<Hit> search(SearchRequest request, float @Nullable [] vector) {
        return run(engine.searches(), () -> index.search(request, vector));
    }

    /** The numbers behind a search for one document. */
    public Explanation explain(SearchRequest request, float @Nullable [] vector, String documentId) {
        return run(engine.searches(), () -> index.explain(request, vector, documentId));
    }

    /** How near passages are to a vector, by chunk id; those without a vector yet are absent. */
    public Map<String, Double> cosines(Collection<String> chunkIds, float[] vector) {
        return run(engine.searches(), () -> index.cosines(chunkIds, vector));
    }

    /** Which documents are there, each with its value under a key of its terms, and which wait for vectors. */
    public Census census(String key) {
        return run(engine.searches(), () -> index.census(key));
    }

    /** The question's vector; null where no arm or no passage has a use for it, so the model need not be loaded. */
    public float @Nullable [] vectorFor(SearchRequest request) {
        boolean useful = request.arms().contains(Arm.DENSE) && countPassages() > countWaiting();
        return useful ? encoder.question(request.text()) : null;
    }

    /** The passages of a document, in order; none where it is unknown. */
    public List<Chunk> chunks(String documentId) {
        return run(engine.searches(), () -> index.chunks(documentId));
    }

    /** Whether any passage passes. */
    boolean has(SearchFilter filter) {
        return run(engine.searches(), () -> index.has(filter));
    }

    /** The keys under which documents carry values. */
    Set<String> keys() {
        return run(engine.searches(), index::keys);
    }

    public int countPassages() {
        return run(engine.searches(), index::countPassages);
    }

    /** Passages that have no vector yet. */
    public int countWaiting() {
        return run(engine.searches(), index::countWaiting);
    }

    /** Whether all of a document's passages have vectors. */
    public boolean isEmbedded(String documentId) {
        return run(engine.searches(), () -> index.isEmbedded(documentId));
    }

    /** Names what searches see: any visible change makes a new name, also across restarts. For cache keys. */
    public String version() {
        return run(engine.searches(), index::version);
    }

    /** What its passages and questions are embedded with. */
    PassageEncoder encoder() {
        return encoder;
    }

    /** Waits until the background has nothing to do, or has failed. */
    public void awaitVectors() throws InterruptedException {
        synchronized (turns) {
            while (working && !closed) {
                turns.wait();
            }
        }
    }

    private void embedSoon() {
        synchronized (turns) {
            asked = true;
            if (!working && !closed) {
                working = true;
                engine.background().execute(this::turn);
            }
        }
    }

    /** One batch, then to the end of the line, so that a large base does not starve a small one. */
    private void turn() {
        boolean more = false;
        try {
            more = embedBatch();
        } catch (IOException | RuntimeException e) {
            stopped(e);
        }
        endTurn(more);
    }

    /** What stops the work here, such as a full disk, often keeps the listener from noting it. */
    private void stopped(Exception e) {
        RuntimeException told = e instanceof RuntimeException known ? known : KnowledgeException.of(directory, e);
        log.error(
                "Embedding stopped for the knowledge base in {}: {}",
                directory,
                told.getMessage(),
                KnowledgeException.stackOf(told));
        try {
            listener.failed(told);
        } catch (RuntimeException again) {
            log.warn("This could not be noted at its documents: {}", again.getMessage());
        }
        if (!isBroken()) {
            CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS).execute(this::embedSoon);
        }
    }

    /** Whether a write failed in a way after which only what was found before is found; opened again, it is well. */
    boolean isBroken() {
        return !index.isOpen();
    }

    private void endTurn(boolean more) {
        synchronized (turns) {
            working = !closed && (more || asked);
            turns.notifyAll();
            if (working) {
                engine.background().execute(this::turn);
            }
        }
    }

    private boolean embedBatch() throws IOException {
        synchronized (turns) {
            asked = false;
        }
        KnowledgeIndex.Waiting waiting = index.waiting(BATCH);
        if (waiting.isEmpty()) {
            commitVectors(0);
            return false;
        }
        index.embed(waiting, encoder.passages(waiting.texts()));
        index.refresh();
        commitVectors(BATCHES_PER_COMMIT);
        tellReady(waiting);
        return true;
    }

    private void commitVectors(int every) throws IOException {
        if (++uncommitted > every) {
            index.commit();
            uncommitted = 0;
        }
    }

    private void tellReady(KnowledgeIndex.Waiting waiting) throws IOException {
        for (String documentId : waiting.documentIds()) {
            if (index.isEmbedded(documentId)) {
                listener.embedded(documentId);
            }
        }
    }

    private <T> T onDisk(Callable<T> work) {
        return run(engine.writes(), work);
    }

    private <T> T run(PlatformPool pool, Callable<T> work) {
        try {
            return pool.run(work);
        } catch (CompletionException e) {
            throw KnowledgeException.of(directory, e.getCause() == null ? e : e.getCause());
        } catch (AlreadyClosedException e) {
            if (e.getCause() instanceof IOException tragedy) {
                throw KnowledgeException.of(directory, tragedy);
            }
            throw new RejectedExecutionException("the knowledge base in " + directory + " is closed", e);
        }
    }

    /** Lets the current batch end, commits, and lets go of the directory. */
    @Override
    public void close() {
        synchronized (turns) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            run(engine.background(), () -> {
                index.close();
                return directory;
            });
        } catch (KnowledgeException e) {
            log.warn("A knowledge base was not closed well, the next opening sees to it: {}", e.getMessage());
        }
    }
}
