package dev.weir.knowledge.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderTest {
    private static Embedder embedder;

    @BeforeAll
    static void open() {
        embedder = new Embedder();
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void vectorsHaveLengthOne() {
        float[] vector = embedder.embed("The river rose in the night.");

        assertThat(vector).hasSize(384);
        assertThat(Vectors.dot(vector, vector)).isCloseTo(1f, within(1e-5f));
    }

    @Test
    void relatedTextIsNearerThanUnrelated() {
        float[] question = embedder.embed("How do I cancel my subscription?");
        float[] related = embedder.embed("You may end your plan at any time in the account settings.");
        float[] unrelated = embedder.embed("Basalt is a volcanic rock rich in magnesium.");

        assertThat(Vectors.dot(question, related)).isGreaterThan(Vectors.dot(question, unrelated) + .2f);
    }

    @Test
    void companyDoesNotChangeAVector() {
        List<String> texts = IntStream.range(0, 12)
                .mapToObj(i -> "Sentence number " + i + " speaks of bridges. ".repeat(i + 1))
                .toList();

        List<float[]> together = embedder.embedAll(texts);

        for (int i = 0; i < texts.size(); i++) {
            assertThat(together.get(i)).isEqualTo(embedder.embed(texts.get(i)));
        }
    }

    @Test
    void tokensAreCountedUncutAndUnpadded() {
        assertThat(embedder.countTokens("hello world")).isEqualTo(2);
        assertThat(embedder.countTokens("unaffable")).isGreaterThan(1);
        assertThat(embedder.countTokens("word ".repeat(1000))).isEqualTo(1000);
        assertThat(embedder.countTokens("  ")).isZero();
    }

    @Test
    void textPastTheWindowIsCut() {
        String window = "word ".repeat(254);

        assertThat(embedder.embed(window + "anything else at all")).isEqualTo(embedder.embed(window));
    }

    /** Telemetry of ONNX Runtime 1.29 overflows the stack on a long command line, and must not start at all. */
    @Test
    void aLongCommandLineAndAnEmptyHomeAreNoMatter(@TempDir Path home) throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Duser.home=" + home,
                        "-Dpadding=" + "some/folder/a-library-1.2.3.jar:".repeat(400),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbedOnce.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        java.environment().put("HOME", home.toString());
        java.environment().put("XDG_CACHE_HOME", home.toString());
        Process process = java.start();

        assertThat(process.waitFor()).as(Files.readString(home.resolve("out"))).isZero();
        try (var left = Files.list(home)) {
            assertThat(left)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsExactly("out");
        }
    }

    static final class EmbedOnce {
        private EmbedOnce() {}

        public static void main(String[] arguments) {
            try (Embedder once = new Embedder()) {
                System.out.println(once.embed("hello").length);
            }
        }
    }

    @Test
    void emptyTextHasAVector() {
        assertThat(embedder.embed("")).hasSize(384);
    }

    @Test
    void aClosedEmbedderSaysSo() {
        Embedder brief = new Embedder();
        brief.close();

        assertThatThrownBy(() -> brief.embed("late")).hasMessageContaining("closed");
    }
}
