package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.DocumentText;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeBaseTest {
    private static KnowledgeEngine engine;

    @TempDir
    Path directory;

    private final ConcurrentLinkedQueue<String> embedded = new ConcurrentLinkedQueue<>();

    private final KnowledgeBase.Listener listener = new KnowledgeBase.Listener() {
        @Override
        public void embedded(String documentId) {
            embedded.add(documentId);
        }

        @Override
        public void failed(RuntimeException cause) {
            throw cause;
        }
    };

    @BeforeAll
    static void start() {
        engine = new KnowledgeEngine(new Embedder());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static NewDocument document(String id, String text) {
        return new NewDocument(id, DocumentText.plain(id, text), Map.of("group", Set.of(id)));
    }

    @Test
    void wordsAnswerAtOnceAndMeaningFollows() throws InterruptedException {
        try (KnowledgeBase base = engine.open(directory, listener)) {
            List<Chunk> chunks =
                    base.add(document("lease", "Either side may terminate the lease with three months of warning."));
            assertThat(chunks).hasSize(1);
            assertThat(base.search(SearchRequest.hybrid("terminate", 5))).hasSize(1);

            base.add(document("basalt", "Basalt is a dark volcanic rock."));
            base.awaitVectors();

            List<Hit> hits = base.search(SearchRequest.hybrid("How can I get out of my rental contract?", 5)
                    .asking(EnumSet.of(Arm.DENSE)));
            assertThat(hits).extracting(Hit::documentId).startsWith("lease");
            assertThat(embedded).containsExactlyInAnyOrder("lease", "basalt");
            assertThat(base.isEmbedded("lease")).isTrue();
            assertThat(base.countWaiting()).isZero();
        }
    }

    @Test
    void hybridSearchesHonourTheFilterEndToEnd() throws InterruptedException {
        try (KnowledgeBase base = engine.open(directory, listener)) {
            base.add(List.of(
                    document("a", "The salary of the director is secret."),
                    document("b", "The canteen opens at noon.")));
            base.awaitVectors();

            SearchRequest request = SearchRequest.hybrid("what is the salary of the director", 5)
                    .seeing(new SearchFilter.AnyTerm("group", Set.of("b")));

            assertThat(base.search(request)).extracting(Hit::documentId).containsExactly("b");
        }
    }

    @Test
    void whatStillWaitedIsTakenUpAtTheNextOpening() throws InterruptedException {
        KnowledgeBase first = engine.open(directory, listener);
        first.add(document("long", "A sentence about rivers and their many bridges. ".repeat(800)));
        first.close();

        try (KnowledgeBase second = engine.open(directory, listener)) {
            second.awaitVectors();

            assertThat(second.countWaiting()).isZero();
            assertThat(second.isEmbedded("long")).isTrue();
            assertThat(second.chunks("long")).isNotEmpty();
        }
    }

    @Test
    void everyVisibleChangeMakesANewVersion() throws InterruptedException {
        try (KnowledgeBase base = engine.open(directory, listener)) {
            String empty = base.version();
            base.add(document("a", "One."));
            base.awaitVectors();
            String filled = base.version();
            base.delete("a");

            assertThat(Set.of(empty, filled, base.version())).hasSize(3);
            assertThat(base.version()).isEqualTo(base.version());
            assertThat(base.countPassages()).isZero();
        }
    }

    @Test
    void callsFromVirtualThreadsAreServed() throws InterruptedException {
        try (KnowledgeBase base = engine.open(directory, listener)) {
            Thread caller = Thread.startVirtualThread(() -> {
                base.add(document("v", "Virtual threads may ask and tell."));
                embedded.add("found "
                        + base.search(SearchRequest.hybrid("virtual", 1)).size());
            });
            caller.join();
            base.awaitVectors();

            assertThat(embedded).contains("found 1", "v");
        }
    }

    @Test
    void aDirectoryInUseIsRefusedInPlainWords() {
        try (KnowledgeBase base = engine.open(directory, listener)) {
            assertThat(base.countPassages()).isZero();
            assertThatThrownBy(() -> engine.open(directory, listener))
                    .isInstanceOf(KnowledgeException.class)
                    .hasMessageContaining("another process holds it");
        }
    }
}
