package dev.weir.knowledge.chunker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.knowledge.document.DocumentReader;
import dev.weir.knowledge.document.DocumentReading;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RecursiveChunkerTest {
    private static final TokenCounter WORDS =
            text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> word = Arbitraries.of(
                "river",
                "stone",
                "Dr.",
                "U.S.",
                "and",
                "The",
                "ä\u00f6",
                "\ud83d\ude00",
                "x".repeat(300),
                "3.14",
                "(see",
                "p.)");
        Arbitrary<String> end = Arbitraries.of(" ", " ", " ", ". ", "? ", "\n", "\n\n", "\n- ", ".\n\n", "\t", "\n# ");
        return Combinators.combine(word, end)
                .as(String::concat)
                .list()
                .ofMaxSize(200)
                .map(parts -> String.join("", parts));
    }

    private static DocumentText markdown(String source) {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        return switch (new DocumentReader().read("a.md", bytes)) {
            case DocumentReading.Read read -> read.document();
            case DocumentReading.Refused _ -> DocumentText.plain("a", source);
        };
    }

    @Property
    void everyChunkIsTheTextOfItsSpanAndTogetherTheyHoldEveryWord(
            @ForAll("texts") String source, @ForAll @IntRange(min = 8, max = 60) int limit) {
        DocumentText document = markdown(source);

        List<Chunk> chunks = new RecursiveChunker(WORDS, limit, limit / 4).chunk(document);

        BitSet held = new BitSet();
        for (Chunk chunk : chunks) {
            assertThat(chunk.text())
                    .isEqualTo(chunk.span().of(document.text()))
                    .isEqualTo(chunk.text().strip());
            held.set(chunk.span().start(), chunk.span().end());
        }
        String text = document.text();
        assertThat(IntStream.range(0, text.length()).filter(i -> !Character.isWhitespace(text.charAt(i))))
                .allMatch(held::get);
    }

    @Property
    void chunksKeepToTheLimitAndOverlapOnlySoFar(
            @ForAll("texts") String source, @ForAll @IntRange(min = 8, max = 60) int limit) {
        DocumentText document = markdown(source);
        int overlap = limit / 4;

        List<Chunk> chunks = new RecursiveChunker(WORDS, limit, overlap).chunk(document);

        for (int i = 0; i < chunks.size(); i++) {
            assertThat(chunks.get(i).ordinal()).isEqualTo(i);
            assertThat(WORDS.count(chunks.get(i).text())).isLessThanOrEqualTo(limit);
            if (i > 0) {
                Span before = chunks.get(i - 1).span();
                Span here = chunks.get(i).span();
                assertThat(here.start()).isGreaterThan(before.start());
                assertThat(here.end()).isGreaterThan(before.end());
                assertThat(sharedWords(document.text(), before, here)).isLessThanOrEqualTo(overlap);
            }
        }
    }

    private static int sharedWords(String text, Span before, Span here) {
        return here.start() >= before.end() ? 0 : WORDS.count(text.substring(here.start(), before.end()));
    }

    @Example
    void neighboursInALongSectionShareASentence() {
        String text = IntStream.rangeClosed(1, 40)
                .mapToObj(i -> "Sentence number " + i + " has seven words here.")
                .collect(Collectors.joining(" "));

        List<Chunk> chunks = new RecursiveChunker(WORDS, 40, 10).chunk(DocumentText.plain("t", text));

        assertThat(chunks.get(0).text()).endsWith("Sentence number 5 has seven words here.");
        assertThat(chunks.get(1).text()).startsWith("Sentence number 5 has seven words here.");
    }

    @Example
    void aHeadingStartsAChunkAndNamesIt() {
        DocumentText document = markdown("""
                # Handbook

                ## Leave

                Every employee has thirty days of leave in a calendar year, and may carry five over.

                ## Notice

                The notice period is three months to the end of a quarter for both sides.
                """);

        List<Chunk> chunks = new RecursiveChunker(WORDS, 30, 5).chunk(document);

        assertThat(chunks)
                .extracting(Chunk::headings)
                .containsExactly(List.of("Handbook", "Leave"), List.of("Handbook", "Notice"));
        assertThat(chunks.get(0).text()).startsWith("Handbook");
        assertThat(chunks.get(1).text()).startsWith("Notice");
    }

    @Example
    void aWordWithoutEndIsCutAnyway() {
        List<Chunk> chunks = new RecursiveChunker(WORDS, 8, 0).chunk(DocumentText.plain("t", "x".repeat(5000)));

        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.text().length()).isLessThanOrEqualTo(8 * 17));
    }

    @Example
    void whiteSpaceHasNoChunks() {
        assertThat(new RecursiveChunker(WORDS).chunk(DocumentText.plain("t", " \n\n ")))
                .isEmpty();
    }

    @Example
    void anImpossibleSizeIsRefused() {
        assertThatThrownBy(() -> new RecursiveChunker(WORDS, 10, 5)).hasMessageContaining("overlap");
    }
}
