package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.embedding.PassageEncoder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingCacheTest {
    private static final Kb KB = new Kb("kb_1", null, "docs", Instant.EPOCH, KbSettings.DEFAULTS);
    private static final Kb OTHER = new Kb("kb_2", null, "more", Instant.EPOCH, KbSettings.DEFAULTS);

    @TempDir
    private Path directory;

    private final List<String> encoded = new ArrayList<>();

    /** Tells what it was asked to encode. */
    private final class Telling implements PassageEncoder {
        private final String name;

        Telling(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int dimensions() {
            return 2;
        }

        @Override
        public List<float[]> passages(List<String> texts) {
            encoded.addAll(texts);
            return texts.stream().map(this::question).toList();
        }

        @Override
        public float[] question(String text) {
            return new float[] {text.hashCode(), name.hashCode()};
        }
    }

    private EmbeddingCache cache(int most) {
        return new EmbeddingCache(directory.resolve("embeddings.db"), most);
    }

    private List<float[]> asked(EmbeddingCache cache, Kb kb, String model, String... texts) {
        encoded.clear();
        return cache.before(kb, new Telling(model)).passages(List.of(texts));
    }

    @Test
    void what_was_embedded_once_is_not_embedded_again_after_a_restart() {
        try (EmbeddingCache cache = cache(10)) {
            asked(cache, KB, "minilm", "zebras", "lions", "zebras");
            assertThat(encoded).containsExactly("zebras", "lions");
        }
        try (EmbeddingCache cache = cache(10)) {
            List<float[]> vectors = asked(cache, KB, "minilm", "lions", "zebras", "otters");
            assertThat(encoded).containsExactly("otters");
            assertThat(vectors.get(1)).isEqualTo(new Telling("minilm").question("zebras"));
            assertThat(vectors.get(2)).isEqualTo(new Telling("minilm").question("otters"));
        }
    }

    @Test
    void another_model_another_base_and_a_deleted_one_share_nothing() {
        try (EmbeddingCache cache = cache(10)) {
            asked(cache, KB, "minilm", "zebras");
            asked(cache, OTHER, "minilm", "lions");
            cache.forget(OTHER);

            asked(cache, KB, "minilm", "zebras");
            assertThat(encoded).isEmpty();
            assertThat(asked(cache, KB, "other", "zebras").getFirst())
                    .isEqualTo(new Telling("other").question("zebras"));
            assertThat(encoded).containsExactly("zebras");
            asked(cache, OTHER, "minilm", "zebras", "lions");
            assertThat(encoded).containsExactly("zebras", "lions");
        }
    }

    @Test
    void the_oldest_go_when_it_is_full() {
        try (EmbeddingCache cache = cache(3)) {
            for (int i = 0; i < 6; i++) {
                asked(cache, KB, "minilm", "text " + i);
            }
            asked(cache, KB, "minilm", "text 3", "text 4", "text 5");
            assertThat(encoded).isEmpty();
            asked(cache, KB, "minilm", "text 2");
            assertThat(encoded).containsExactly("text 2");
        }
    }
}
