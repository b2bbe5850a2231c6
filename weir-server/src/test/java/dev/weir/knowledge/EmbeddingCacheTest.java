package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.embedding.Embedder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingCacheTest {
    private static final Kb KB = new Kb("kb_1", null, "docs", Instant.EPOCH, KbSettings.DEFAULTS);
    private static final Kb OTHER = new Kb("kb_2", null, "more", Instant.EPOCH, KbSettings.DEFAULTS);

    @TempDir
    private Path directory;

    private final Embedder embedder = new Embedder();

    @AfterEach
    void close() {
        embedder.close();
    }

    private EmbeddingCache cache(Embedder model, int most) {
        return new EmbeddingCache(directory.resolve("embeddings.db"), model, most);
    }

    /** One that cannot embed any more. */
    private static Embedder closed() {
        Embedder closed = new Embedder();
        closed.close();
        return closed;
    }

    @Test
    void what_was_embedded_once_is_not_embedded_again_after_a_restart() {
        float[] vector;
        try (EmbeddingCache cache = cache(embedder, 10)) {
            vector =
                    cache.of(KB, "minilm", List.of("zebras", "lions", "zebras")).getFirst();
        }
        try (EmbeddingCache cache = cache(closed(), 10)) {
            assertThat(cache.of(KB, "minilm", List.of("lions", "zebras")).get(1))
                    .isEqualTo(vector);
        }
        assertThat(vector).isEqualTo(embedder.embed("zebras"));
    }

    @Test
    void another_model_another_base_and_a_deleted_one_share_nothing() {
        try (EmbeddingCache cache = cache(embedder, 10)) {
            cache.of(KB, "minilm", List.of("zebras"));
            cache.of(OTHER, "minilm", List.of("lions"));
            cache.forget(OTHER);
        }
        try (EmbeddingCache cache = cache(closed(), 10)) {
            assertThat(cache.of(KB, "minilm", List.of("zebras"))).hasSize(1);
            assertThat(isMissing(cache, KB, "other", "zebras")).isTrue();
            assertThat(isMissing(cache, OTHER, "minilm", "zebras")).isTrue();
            assertThat(isMissing(cache, OTHER, "minilm", "lions")).isTrue();
        }
    }

    @Test
    void the_oldest_go_when_it_is_full() {
        try (EmbeddingCache cache = cache(embedder, 3)) {
            for (int i = 0; i < 6; i++) {
                cache.of(KB, "minilm", List.of("text " + i));
            }
        }
        try (EmbeddingCache cache = cache(closed(), 3)) {
            assertThat(isMissing(cache, KB, "minilm", "text 2")).isTrue();
            assertThat(cache.of(KB, "minilm", List.of("text 3", "text 4", "text 5")))
                    .hasSize(3);
        }
    }

    private static boolean isMissing(EmbeddingCache cache, Kb kb, String model, String text) {
        try {
            cache.of(kb, model, List.of(text));
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }
}
