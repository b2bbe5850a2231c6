package dev.weir.knowledge;

import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.embedding.EmbeddingModel;
import dev.weir.knowledge.embedding.PairEncoder;
import dev.weir.knowledge.embedding.PassageEncoder;
import dev.weir.knowledge.embedding.SingleEncoder;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.TokenCounter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What all knowledge bases of a process share: the embedding models and the threads for native work. Thread-safe. */
public final class KnowledgeEngine implements AutoCloseable {
    private static final int SEARCHES_WAITING = 1024;
    private static final int BASES_WAITING = 4096;

    private final Embedder embedder;
    private final Map<EmbeddingModel, Embedder> others = new ConcurrentHashMap<>();
    private final PlatformPool searches;
    private final PlatformPool writes;
    private final PlatformPool background;

    /**
     * @param embedder of {@link EmbeddingModel#MINILM}, closed together with this
     * @param threads searches at the same time, and documents taken in at the same time
     */
    public KnowledgeEngine(Embedder embedder, int threads) {
        this.embedder = embedder;
        this.searches = new PlatformPool("weir-search", threads, SEARCHES_WAITING);
        this.writes = new PlatformPool("weir-index", threads, SEARCHES_WAITING);
        this.background = new PlatformPool("weir-vectors", 1, BASES_WAITING);
    }

    /** As many threads as processors. */
    public KnowledgeEngine(Embedder embedder) {
        this(embedder, Runtime.getRuntime().availableProcessors());
    }

    public Embedder embedder() {
        return embedder;
    }

    /**
     * What a knowledge base embeds with.
     *
     * @param name one of {@link EmbeddingNames}
     * @param each put around each model's own encoder, such as a cache
     */
    PassageEncoder encoder(String name, UnaryOperator<PassageEncoder> each) {
        List<PassageEncoder> encoders =
                EmbeddingModel.named(name).map(List::of).orElse(List.of(EmbeddingModel.values())).stream()
                        .map(model -> each.apply(new SingleEncoder(embedder(model))))
                        .toList();
        return encoders.size() == 1 ? encoders.getFirst() : new PairEncoder(encoders.getFirst(), encoders.getLast());
    }

    private Embedder embedder(EmbeddingModel model) {
        return model == embedder.model() ? embedder : others.computeIfAbsent(model, Embedder::new);
    }

    /** The default way of cutting, sized by the embedder's own tokens. */
    public Chunker chunker() {
        return KbSettings.DEFAULTS.chunker(tools());
    }

    /** {@link #open(Path, Chunker, KnowledgeBase.Listener)} with the default chunker. */
    public KnowledgeBase open(Path directory, KnowledgeBase.Listener listener) {
        return open(directory, chunker(), listener);
    }

    /**
     * Opens the knowledge base in a directory, or begins one there. Passages that still waited for vectors
     * when it was last closed are taken up again.
     *
     * @throws KnowledgeException where the directory cannot be used
     */
    public KnowledgeBase open(Path directory, Chunker chunker, KnowledgeBase.Listener listener) {
        return open(directory, chunker, new SingleEncoder(embedder), listener);
    }

    /** As {@link #open(Path, Chunker, KnowledgeBase.Listener)} with other means of making passages' vectors. */
    KnowledgeBase open(Path directory, Chunker chunker, PassageEncoder encoder, KnowledgeBase.Listener listener) {
        return KnowledgeBase.open(directory, chunker, encoder, listener, this);
    }

    /** What chunkers measure with. */
    Chunker.Tools tools() {
        return new Chunker.Tools() {
            @Override
            public TokenCounter tokens() {
                return embedder::countTokens;
            }

            @Override
            public List<float[]> embed(List<String> texts) {
                return embedder.embedAll(texts);
            }
        };
    }

    PlatformPool searches() {
        return searches;
    }

    PlatformPool writes() {
        return writes;
    }

    PlatformPool background() {
        return background;
    }

    /** To be called after the bases are closed. */
    @Override
    public void close() {
        try (embedder;
                searches;
                writes;
                background) {
            // each waits for what it still runs
        } finally {
            others.values().forEach(Embedder::close);
        }
    }
}
