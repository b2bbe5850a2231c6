package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Chunker;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.Span;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What every {@link Chunker} must do, for any text. A test class of an extension extends it and gets these properties,
 * which jqwik runs:
 *
 * <pre>{@code
 * class LineChunkerTest extends ChunkerContract {
 *     protected Chunker chunker(Chunker.Tools tools) {
 *         return new LineChunker.Kind().create(new LineChunker.Settings(20), tools);
 *     }
 *
 *     protected int mostTokens() {
 *         return Integer.MAX_VALUE;
 *     }
 * }
 * }</pre>
 */
public abstract class ChunkerContract {
    private static final TokenCounter TOKENS = ChunkerContract::tokens;

    /** Four characters of a word are a token; white space is none. */
    private static int tokens(String text) {
        int tokens = 0;
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean space = Character.isWhitespace(text.charAt(i));
            tokens += !space && word % 4 == 0 ? 1 : 0;
            word = space ? 0 : word + 1;
        }
        return tokens;
    }

    /** The chunker under test; its tools count four characters as a token and know a vector for every text. */
    protected abstract Chunker chunker(Chunker.Tools tools);

    /** The most tokens that a passage may have. */
    protected abstract int mostTokens();

    private Chunker chunker() {
        return chunker(new Chunker.Tools() {
            @Override
            public TokenCounter tokens() {
                return TOKENS;
            }

            @Override
            public List<float[]> embed(List<String> texts) {
                return texts.stream().map(ChunkerContract::vector).toList();
            }
        });
    }

    private static float[] vector(String text) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[8];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    @Provide
    Arbitrary<DocumentText> documents() {
        return Combinators.combine(pieces(), Arbitraries.integers().between(0, 3))
                .as((text, level) -> new Piece(text, level))
                .list()
                .ofMaxSize(12)
                .map(ChunkerContract::document);
    }

    private record Piece(String text, int level) {}

    private static Arbitrary<String> pieces() {
        Arbitrary<String> word = Arbitraries.of(
                "river",
                "Dr.",
                "stone. ",
                "The",
                "U.S.",
                "\n",
                "\n\n",
                "    ",
                "\t",
                "- ",
                "def f(x):\n    ",
                "}\n",
                "{\n",
                "// why\n",
                "\u00e4\u00f6\u00fc",
                "\ud83d\ude00",
                "\ud83d\udc69\u200d\ud83d\ude80",
                "\u6771\u4eac\u90fd\u306b\u4f4f\u3080\u3002",
                "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
                "\u00a0",
                "\u2003",
                "\u200b",
                "x".repeat(90),
                "\ud83d\ude80".repeat(60),
                "\u5b57".repeat(200));
        Arbitrary<String> anything = Arbitraries.strings().all().ofMaxLength(40);
        Arbitrary<String> part = Arbitraries.frequencyOf(Tuple.of(6, word), Tuple.of(1, anything));
        return Combinators.combine(part.list().ofMaxSize(60), Arbitraries.of("", " ", "\n"))
                .as((parts, between) -> String.join(between, parts));
    }

    private static DocumentText document(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        List<Section> sections = new ArrayList<>();
        for (Piece piece : pieces) {
            int from = text.length();
            text.append(piece.text).append('\n');
            List<String> headings = piece.level == 0 ? List.of() : List.of("Heading " + piece.level);
            sections.add(new Section(headings, piece.level, new Span(from, text.length())));
        }
        return new DocumentText("A title", text.toString(), sections);
    }

    @Property(tries = 150)
    void every_text_is_cut_by_the_rules(@ForAll("documents") DocumentText document) {
        check(document);
    }

    @Example
    void texts_at_the_edges_are_cut_by_the_rules() {
        for (String text : List.of(
                "",
                " \n\t ",
                "x",
                "\ud83d\ude00",
                "word ".repeat(20_000),
                "x".repeat(50_000),
                "\u5b57".repeat(20_000),
                "a\n".repeat(5_000),
                nested(300))) {
            check(DocumentText.plain("edge", text));
        }
    }

    private static String nested(int depth) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            code.append(" ".repeat(i)).append("if (deeper) {\n");
        }
        return code.toString();
    }

    private void check(DocumentText document) {
        Chunker chunker = chunker();
        List<Chunk> chunks = chunker.chunk(document);
        BitSet covered = new BitSet();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            assertThat(chunk.ordinal()).as("numbered from 0").isEqualTo(i);
            assertThat(i == 0
                            || chunks.get(i - 1).span().start() <= chunk.span().start())
                    .as("in the order of their starts")
                    .isTrue();
            checkWords(document, chunk);
            covered.set(chunk.span().start(), chunk.span().end());
        }
        assertThat(firstUncovered(document.text(), covered))
                .as("the first character that no chunk has")
                .isEqualTo(-1);
        assertThat(chunker.chunk(document)).as("cut again").isEqualTo(chunks);
    }

    private void checkWords(DocumentText document, Chunk chunk) {
        assertThat(chunk.text()).isNotBlank().isEqualTo(chunk.span().of(document.text()));
        assertThat(chunk.context().text()).isEqualTo(chunk.context().span().of(document.text()));
        assertThat(TOKENS.count(chunk.text())).isLessThanOrEqualTo(mostTokens());
        boolean torn = Character.isLowSurrogate(chunk.text().charAt(0))
                && chunk.span().start() > 0
                && Character.isHighSurrogate(document.text().charAt(chunk.span().start() - 1));
        assertThat(torn).as("a character outside the basic plane is torn").isFalse();
    }

    private static int firstUncovered(String text, BitSet covered) {
        for (int i = 0; i < text.length(); i++) {
            if (!covered.get(i) && !Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }
}
