package dev.weir.knowledge;

import dev.weir.knowledge.embedding.PassageEncoder;
import dev.weir.store.Database;
import dev.weir.store.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of texts that were embedded before, by model and text, in a file of their own beside the indexes. Thread-safe.
 *
 * <p>A file beside the indexes, and not the indexes themselves, because it outlives what an index forgets: a document
 * that was replaced, moved to another id, or cut another way and back. And not the database of the other tables, because
 * it is large, worth no backup, and written while calls are accounted. It is opened when the first passage is embedded,
 * bounded, the oldest vectors go first, and a base takes its own with it when it is deleted. Where it fails, passages are
 * embedded.
 */
final class EmbeddingCache implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddingCache.class);
    private static final String MIGRATIONS = "dev/weir/knowledge/embeddings";

    /** Vectors of 384 numbers, 1.6 kB each with their keys: 320 MB. */
    private static final int MOST = 200_000;

    private final Path file;
    private final int most;
    private final Object opening = new Object();
    private @Nullable Database database;
    private boolean closed;

    EmbeddingCache(Path file) {
        this(file, MOST);
    }

    EmbeddingCache(Path file, int most) {
        this.file = file;
        this.most = most;
    }

    /** An encoder that makes only those vectors of passages anew that were not made before. */
    PassageEncoder before(Kb kb, PassageEncoder encoder) {
        return new PassageEncoder() {
            @Override
            public String name() {
                return encoder.name();
            }

            @Override
            public int dimensions() {
                return encoder.dimensions();
            }

            @Override
            public List<float[]> passages(List<String> texts) {
                return of(kb, encoder, texts);
            }

            @Override
            public float[] question(String text) {
                return encoder.question(text);
            }
        };
    }

    private List<float[]> of(Kb kb, PassageEncoder encoder, List<String> texts) {
        List<String> keys = texts.stream()
                .map(text -> Submission.digest(List.of(encoder.name(), text)))
                .toList();
        Map<String, float[]> known = known(kb, keys);
        Map<String, String> missing = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (!known.containsKey(keys.get(i))) {
                missing.put(keys.get(i), texts.get(i));
            }
        }
        Map<String, float[]> made = embedded(encoder, missing);
        keep(kb, made);
        List<float[]> all = new ArrayList<>();
        keys.forEach(key -> all.add(Objects.requireNonNull(made.getOrDefault(key, known.get(key)))));
        return all;
    }

    private static Map<String, float[]> embedded(PassageEncoder encoder, Map<String, String> missing) {
        List<float[]> vectors = encoder.passages(List.copyOf(missing.values()));
        Map<String, float[]> made = new LinkedHashMap<>();
        for (String key : missing.keySet()) {
            made.put(key, vectors.get(made.size()));
        }
        return made;
    }

    private Map<String, float[]> known(Kb kb, List<String> keys) {
        try {
            return dao().find(kb.owner(), kb.id(), keys);
        } catch (StorageException | IllegalStateException e) {
            log.warn("Known embeddings cannot be read and are made again: {}", e.getMessage());
            return Map.of();
        }
    }

    private void keep(Kb kb, Map<String, float[]> made) {
        if (!made.isEmpty()) {
            try {
                dao().insert(kb.owner(), kb.id(), made, most);
            } catch (StorageException | IllegalStateException e) {
                log.warn("Embeddings cannot be kept for another time: {}", e.getMessage());
            }
        }
    }

    /** Forgets what a base's texts became. */
    void forget(Kb kb) {
        try {
            if (Files.exists(file)) {
                dao().delete(kb.owner(), kb.id());
            }
        } catch (StorageException | IllegalStateException e) {
            log.warn(
                    "The embeddings of a deleted knowledge base stay until others take their place: {}",
                    e.getMessage());
        }
    }

    private EmbeddingDao dao() {
        synchronized (opening) {
            if (closed) {
                throw new IllegalStateException("the knowledge bases are closed");
            }
            Database opened = database;
            if (opened == null) {
                opened = Database.open(file, MIGRATIONS);
                database = opened;
            }
            return new EmbeddingDao(opened);
        }
    }

    @Override
    public void close() {
        synchronized (opening) {
            closed = true;
            if (database != null) {
                database.close();
            }
        }
    }
}
