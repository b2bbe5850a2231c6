package dev.weir.knowledge.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors here are made by hand: a text's vector points along the axis that its first letter names. */
class KnowledgeIndexTest {
    @TempDir
    Path directory;

    private KnowledgeIndex index;

    @BeforeEach
    void open() throws IOException {
        index = KnowledgeIndex.open(directory);
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private static Entry entry(String id, String group, String... texts) {
        List<Chunk> chunks = new ArrayList<>();
        int start = 0;
        for (String text : texts) {
            chunks.add(new Chunk(
                    chunks.size(), new Span(start, start + text.length()), text, List.of("Top", "Sub"), null));
            start += text.length();
        }
        return new Entry(id, "Title", Map.of("group", Set.of(group)), chunks);
    }

    private static float[] axis(int number) {
        float[] vector = new float[384];
        vector[number] = 1;
        return vector;
    }

    private static float[] between(int a, int b, double share) {
        float[] vector = new float[384];
        vector[a] = (float) Math.sqrt(1 - share);
        vector[b] = (float) Math.sqrt(share);
        return vector;
    }

    /** Gives the waiting passages, in their order, vectors along the axes from 0 up. */
    private void embedAlongAxes() throws IOException {
        KnowledgeIndex.Waiting waiting = index.waiting(100);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < waiting.texts().size(); i++) {
            vectors.add(axis(i));
        }
        index.embed(waiting, vectors);
        index.refresh();
    }

    private List<String> find(SearchRequest request, float[] vector) throws IOException {
        return index.search(request, vector).stream().map(Hit::chunkId).toList();
    }

    private static SearchRequest words(String text) {
        return SearchRequest.hybrid(text, 10).asking(EnumSet.of(Arm.BM25));
    }

    private static SearchRequest meaning() {
        return SearchRequest.hybrid("-", 10).asking(EnumSet.of(Arm.DENSE));
    }

    @Test
    void otherValuesToFilterByLeaveWordsAndVectorsAsTheyAre() throws IOException {
        index.put(entry("d", "before", "The rivers rose.", "Stones fell."));
        embedAlongAxes();
        List<Hit> before = index.search(SearchRequest.hybrid("river", 10), axis(1));
        index.relabel("d", Map.of("group", Set.of("after")));
        index.relabel("unknown", Map.of("group", Set.of("after")));
        index.refresh();

        assertThat(index.search(SearchRequest.hybrid("river", 10), axis(1))).isEqualTo(before);
        assertThat(index.countWaiting()).isZero();
        assertThat(index.countPassages()).isEqualTo(2);
        SearchFilter old = new SearchFilter.AnyTerm("group", Set.of("before"));
        SearchFilter now = new SearchFilter.AnyTerm("group", Set.of("after"));
        assertThat(find(meaning().seeing(old), axis(0))).isEmpty();
        assertThat(find(words("river").seeing(old), axis(0))).isEmpty();
        assertThat(find(meaning().seeing(now), axis(0))).hasSize(2);
    }

    @Test
    void vectorsThatWereOnTheirWayDoNotBringOldValuesBack() throws IOException {
        index.put(entry("d", "before", "The rivers rose."));
        index.refresh();
        KnowledgeIndex.Waiting waiting = index.waiting(10);
        index.relabel("d", Map.of("group", Set.of("after")));
        index.embed(waiting, List.of(axis(0)));
        index.refresh();

        assertThat(index.has(new SearchFilter.AnyTerm("group", Set.of("before"))))
                .isFalse();
        assertThat(index.countWaiting()).as("it is taken up again").isEqualTo(1);
        embedAlongAxes();
        assertThat(find(meaning().seeing(new SearchFilter.AnyTerm("group", Set.of("after"))), axis(0)))
                .containsExactly("d#0");
    }

    @Test
    void wordsAreFoundBeforeThereAreVectors() throws IOException {
        index.put(entry("d", "g", "The rivers rose.", "Stones fell."));
        index.refresh();

        List<Hit> hits = index.search(SearchRequest.hybrid("river", 10), axis(0));

        assertThat(hits).hasSize(1);
        Hit hit = hits.getFirst();
        assertThat(hit.documentId()).isEqualTo("d");
        assertThat(hit.chunkId()).isEqualTo("d#0");
        assertThat(hit.text()).isEqualTo("The rivers rose.");
        assertThat(hit.span()).isEqualTo(new Span(0, 16));
        assertThat(hit.headings()).containsExactly("Top", "Sub");
        assertThat(hit.title()).isEqualTo("Title");
        assertThat(hit.arms()).containsOnlyKeys(Arm.BM25);
        assertThat(index.countWaiting()).isEqualTo(2);
    }

    @Test
    void vectorsAreExactInTheHits() throws IOException {
        index.put(entry("d", "g", "alpha", "beta"));
        embedAlongAxes();

        List<Hit> hits = index.search(meaning(), between(0, 1, .3));

        assertThat(hits).extracting(Hit::chunkId).containsExactly("d#0", "d#1");
        assertThat(hits.get(0).score()).isCloseTo(Math.sqrt(.7), within(1e-6));
        assertThat(hits.get(0).arms().get(Arm.DENSE))
                .isEqualTo(new Hit.Opinion(hits.get(0).score(), 1));
        assertThat(index.countWaiting()).isZero();
    }

    @Test
    void bothArmsSpeakAboutEveryHit() throws IOException {
        index.put(entry("d", "g", "alpha river", "beta", "gamma"));
        embedAlongAxes();

        List<Hit> hits = index.search(SearchRequest.hybrid("river", 10), axis(1));

        assertThat(hits).hasSize(3).allSatisfy(hit -> assertThat(hit.arms()).containsOnlyKeys(Arm.BM25, Arm.DENSE));
        Hit beta = hits.stream().filter(hit -> hit.ordinal() == 1).findFirst().orElseThrow();
        assertThat(beta.arms().get(Arm.BM25)).isEqualTo(new Hit.Opinion(0, 0));
        assertThat(beta.arms()).containsEntry(Arm.DENSE, new Hit.Opinion(1, 1));
    }

    @Test
    void theSameIdReplacesTheWholeDocument() throws IOException {
        index.put(entry("d", "g", "river one", "river two", "river three"));
        index.put(entry("other", "g", "river other"));
        index.refresh();
        index.put(entry("d", "g", "stone"));
        index.refresh();

        assertThat(find(words("river"), axis(0))).containsExactly("other#0");
        assertThat(index.chunks("d")).extracting(Chunk::text).containsExactly("stone");
        assertThat(index.countPassages()).isEqualTo(2);
    }

    @Test
    void aDeletedDocumentIsGoneFromBothArms() throws IOException {
        index.put(entry("d", "g", "river"));
        index.put(entry("e", "g", "river"));
        embedAlongAxes();
        index.delete("d");
        index.refresh();

        assertThat(find(words("river"), axis(0))).containsExactly("e#0");
        assertThat(find(meaning(), axis(0))).containsExactly("e#0");
    }

    @Test
    void vectorsOfADocumentThatWasReplacedMeanwhileAreDropped() throws IOException {
        index.put(entry("d", "g", "old"));
        index.put(entry("gone", "g", "old"));
        KnowledgeIndex.Waiting waiting = index.waiting(10);
        index.put(entry("d", "g", "new"));
        index.delete("gone");
        index.embed(waiting, List.of(axis(0), axis(1)));
        index.refresh();

        assertThat(index.chunks("d")).extracting(Chunk::text).containsExactly("new");
        assertThat(index.chunks("gone")).isEmpty();
        assertThat(index.isEmbedded("d")).isFalse();
        assertThat(index.waiting(10).texts()).containsExactly("Title\nTop\nSub\nnew");
    }

    @Test
    void aFilterHoldsInBothArms() throws IOException {
        index.put(entry("a", "staff", "river"));
        index.put(entry("b", "board", "river"));
        index.put(entry("c", "staff", "river"));
        embedAlongAxes();
        SearchFilter staff = new SearchFilter.AnyTerm("group", Set.of("staff", "press"));
        SearchFilter notC = new SearchFilter.Not(new SearchFilter.Documents(Set.of("c")));
        SearchFilter nobody = new SearchFilter.AnyTerm("group", Set.of());

        for (SearchRequest request : List.of(words("river"), meaning(), SearchRequest.hybrid("river", 10))) {
            assertThat(find(request.seeing(staff), axis(1))).containsExactlyInAnyOrder("a#0", "c#0");
            assertThat(find(request.seeing(new SearchFilter.AllOf(List.of(staff, notC))), axis(1)))
                    .containsExactly("a#0");
            assertThat(find(request.seeing(new SearchFilter.AnyOf(List.of(notC))), axis(1)))
                    .hasSize(2);
            assertThat(find(request.seeing(nobody), axis(1))).isEmpty();
            assertThat(find(request.seeing(new SearchFilter.Documents(Set.of())), axis(1)))
                    .isEmpty();
        }
    }

    @Test
    void hiddenPassagesDoNotMoveTheScoresOfVisibleOnes() throws IOException {
        index.put(entry("a", "staff", "river bed"));
        index.put(entry("b", "staff", "stone"));
        embedAlongAxes();
        SearchRequest request =
                SearchRequest.hybrid("river", 10).seeing(new SearchFilter.AnyTerm("group", Set.of("staff")));
        int before = index.search(request, axis(0)).size();
        index.put(entry("z", "board", "secret river"));
        index.refresh();

        assertThat(index.search(request, axis(0)))
                .hasSize(before)
                .noneMatch(hit -> hit.documentId().equals("z"));
    }

    @Test
    void collapsedHitsShowTheBestPassageOfEachDocument() throws IOException {
        index.put(entry("a", "g", "river", "river river and more of it"));
        index.put(entry("b", "g", "a river runs"));
        index.refresh();

        List<Hit> hits = index.search(words("river").byDocument(), null);

        assertThat(hits).extracting(Hit::documentId).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whatWasCommittedIsThereAfterACrashAndTheRestIsNot() throws IOException {
        index.put(entry("kept", "g", "river"));
        index.commit();
        index.put(entry("lost", "g", "river"));
        index.delete("kept");
        index.refresh();
        String seen = index.version();
        index.abandon();
        index = KnowledgeIndex.open(directory);

        assertThat(find(words("river"), axis(0))).containsExactly("kept#0");
        assertThat(index.waiting(10).documentIds()).containsExactly("kept");
        index.put(entry("new", "g", "river"));
        index.delete("new");
        index.refresh();
        assertThat(index.version()).isNotEqualTo(seen);
    }

    @Test
    void aCleanRestartKeepsTheVersion() throws IOException {
        index.put(entry("d", "g", "river"));
        embedAlongAxes();
        index.commit();
        String before = index.version();
        index.close();
        index = KnowledgeIndex.open(directory);
        String after = index.version();
        index.put(entry("e", "g", "x"));
        index.refresh();

        assertThat(after.split("\\.")[0]).isEqualTo(before.split("\\.")[0]);
        assertThat(index.version()).isNotEqualTo(after);
        assertThat(find(meaning(), axis(0))).containsExactly("d#0");
    }

    @Test
    void aDirectoryIsHeldByOneIndex() {
        assertThatThrownBy(() -> KnowledgeIndex.open(directory)).isInstanceOf(IOException.class);
    }

    @Test
    void questionsOfStopWordsAndOfWholePagesAreAnswered() throws IOException {
        index.put(entry("d", "g", "river"));
        index.refresh();
        StringBuilder page = new StringBuilder("river ");
        for (int i = 0; i < 5000; i++) {
            page.append("word").append(i).append(' ');
        }

        assertThat(find(words("the of and"), axis(0))).isEmpty();
        assertThat(find(words(page.toString()), axis(0))).containsExactly("d#0");
    }

    @Test
    void termsSurviveTheSecondWriting() throws IOException {
        index.put(entry("d", "staff", "river"));
        embedAlongAxes();

        SearchFilter staff = new SearchFilter.AnyTerm("group", Set.of("staff"));
        assertThat(find(words("river").seeing(staff), axis(0))).containsExactly("d#0");
    }

    @Test
    void manyPassagesAreRankedByTheirExactVectors() throws IOException {
        String[] texts = new String[300];
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "text" + i;
            vectors.add(between(0, 1 + i % 383, (i + 1) / 301.0));
        }
        index.put(entry("d", "g", texts));
        index.embed(index.waiting(1000), vectors);
        index.refresh();

        List<Hit> hits = index.search(meaning(), axis(0));

        assertThat(hits).extracting(Hit::ordinal).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
}
