package dev.weir.knowledge.embedding;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Embeds text with an {@link EmbeddingModel}: vectors of length one, 384 dimensions.
 *
 * <p>The model is loaded on first use, from the class path, without the network. Thread-safe. A text longer
 * than {@link EmbeddingModel#maxTokens} is cut; {@link #countTokens} tells how long it is.
 */
public final class Embedder implements AutoCloseable {
    /** Dimensions of every vector, of either model. */
    public static final int DIMENSIONS = 384;

    /** System property naming the directory where native libraries are unpacked. */
    public static final String NATIVE_DIRECTORY = "weir.native.dir";

    private static final int QUEUE = 4096;

    private final EmbeddingModel kind;
    private final ThreadPoolExecutor threads;
    private final Semaphore bulkPlaces;
    private final Path nativeLibraries;
    private final Object loading = new Object();
    private volatile @Nullable OnnxModel model;
    private volatile boolean closed;

    /** {@link EmbeddingModel#MINILM}. */
    public Embedder() {
        this(EmbeddingModel.MINILM);
    }

    /** With as many threads as there are processors, and native libraries where {@link #NATIVE_DIRECTORY} says. */
    public Embedder(EmbeddingModel model) {
        this(model, Runtime.getRuntime().availableProcessors(), defaultNativeDirectory());
    }

    /**
     * @param threads texts embedded at the same time
     * @param nativeLibraries the directory that native libraries are unpacked into, once
     */
    public Embedder(EmbeddingModel model, int threads, Path nativeLibraries) {
        this.kind = model;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("weir-embed-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
        this.bulkPlaces = new Semaphore(threads);
        this.nativeLibraries = nativeLibraries;
    }

    private static Path defaultNativeDirectory() {
        String set = System.getProperty(NATIVE_DIRECTORY);
        return set != null ? Path.of(set) : Path.of(System.getProperty("java.io.tmpdir"), "weir-native");
    }

    public EmbeddingModel model() {
        return kind;
    }

    /** The vector of one text, ahead of any bulk work. */
    public float[] embed(String text) {
        return join(embedAsync(text));
    }

    /** The vector of one text, ahead of any bulk work. */
    public CompletableFuture<float[]> embedAsync(String text) {
        return submit(loaded -> loaded.embed(text));
    }

    /** The vectors of several texts in their order, each as if it were embedded alone. */
    public List<float[]> embedAll(List<String> texts) {
        List<CompletableFuture<float[]>> vectors = new ArrayList<>(texts.size());
        for (String text : texts) {
            vectors.add(embedInBulk(text));
        }
        return vectors.stream().map(Embedder::join).toList();
    }

    private CompletableFuture<float[]> embedInBulk(String text) {
        bulkPlaces.acquireUninterruptibly();
        try {
            return embedAsync(text).whenComplete((_, _) -> bulkPlaces.release());
        } catch (RuntimeException e) {
            bulkPlaces.release();
            throw e;
        }
    }

    /**
     * WordPiece tokens of the text, uncut and without the model's two frame tokens. A platform thread counts
     * for itself, so that a chunker does not queue behind embeddings; a virtual thread has it done.
     */
    public int countTokens(String text) {
        if (text.isBlank()) {
            return 0;
        }
        return Thread.currentThread().isVirtual()
                ? join(submit(loaded -> loaded.countTokens(text)))
                : loaded().countTokens(text);
    }

    /** Loads the model now instead of at first use. */
    public CompletableFuture<Void> warm() {
        return submit(loaded -> loaded.embed("warm")).thenAccept(_ -> {});
    }

    /** Whether the model is in memory. */
    public boolean isLoaded() {
        return model != null;
    }

    private <T> CompletableFuture<T> submit(Function<OnnxModel, T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> work.apply(loaded()), threads);
        } catch (RejectedExecutionException e) {
            String why = closed ? "the embedder is closed" : QUEUE + " texts already wait for the embedder";
            throw new RejectedExecutionException(why, e);
        }
    }

    private OnnxModel loaded() {
        if (closed) {
            throw new CancellationException("the embedder is closed");
        }
        OnnxModel ready = model;
        return ready != null ? ready : load();
    }

    private OnnxModel load() {
        synchronized (loading) {
            OnnxModel ready = model;
            if (ready == null) {
                ready = OnnxModel.load(kind, nativeLibraries);
                model = ready;
            }
            return ready;
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Finishes what is running, fails what waits, and frees the model. */
    @Override
    public void close() {
        closed = true;
        threads.close();
        OnnxModel loaded = model;
        model = null;
        if (loaded != null) {
            loaded.close();
        }
    }
}
