package dev.weir.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private static final int LONGEST = 40;

    private static List<JsonLines.Line> read(InputStream source, int longest) throws IOException {
        List<JsonLines.Line> lines = new ArrayList<>();
        try (JsonLines reader = new JsonLines(source, longest)) {
            for (JsonLines.Line line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static List<String> texts(String content) throws IOException {
        return read(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), LONGEST).stream()
                .map(line -> line.number() + ":"
                        + (line.bytes() == null ? "too long" : new String(line.bytes(), StandardCharsets.UTF_8)))
                .toList();
    }

    /** A source that gives as few bytes at a time as it likes. */
    private static InputStream hesitant(byte[] content, int most) {
        return new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, most));
            }
        };
    }

    @Test
    void lineEndsMarksAndBlanksAreNoPartOfALine() throws IOException {
        assertThat(texts("\uFEFF{}\r\n\n  [1] \n\t\r\n2")).containsExactly("1:{}", "3:[1]", "5:2");
        assertThat(texts("")).isEmpty();
        assertThat(texts("\n\n")).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() throws IOException {
        assertThat(texts("a\n" + "b".repeat(LONGEST + 1) + "\nc")).containsExactly("1:a", "2:too long", "3:c");
        assertThat(texts("b".repeat(LONGEST))).hasSize(1).first().asString().endsWith("b");
    }

    @Property(tries = 300)
    void whateverTheSourceGivesAtATimeTheLinesAreTheSame(
            @ForAll @Size(max = 30) List<@StringLength(max = 60) @CharRange(from = 'a', to = 'e') String> lines,
            @ForAll @IntRange(min = 1, max = 7) int most,
            @ForAll boolean windows)
            throws IOException {
        byte[] content = String.join(windows ? "\r\n" : "\n", lines).getBytes(StandardCharsets.UTF_8);

        List<JsonLines.Line> read = read(hesitant(content, most), LONGEST);

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean tooLong = line.length() + (windows && i < lines.size() - 1 ? 1 : 0) > LONGEST;
            if (!line.isEmpty()) {
                expected.add((i + 1) + ":" + (tooLong ? "too long" : line));
            }
        }
        assertThat(read.stream()
                        .map(line -> line.number() + ":"
                                + (line.bytes() == null
                                        ? "too long"
                                        : new String(line.bytes(), StandardCharsets.UTF_8)))
                        .toList())
                .isEqualTo(expected);
    }

    @Property(tries = 300)
    void anyBytesGiveLinesWithoutLineEnds(
            @ForAll @Size(max = 2000) byte[] content, @ForAll @IntRange(min = 1, max = 64) int most)
            throws IOException {
        assertThat(read(hesitant(content, most), LONGEST)).allSatisfy(line -> {
            byte[] bytes = line.bytes();
            if (bytes != null) {
                assertThat(bytes).hasSizeBetween(1, LONGEST).doesNotContain((byte) '\n');
            }
        });
    }
}
