package dev.weir.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Ended;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.spi.parsing.ParseRequest.Limits;
import dev.weir.spi.parsing.ParseWire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program in a process of its own. */
@Timeout(180)
class ParserMainTest {
    /** A child with its pipes. */
    private record Child(Process process, DataInputStream in, DataOutputStream out) implements AutoCloseable {
        static Child start(String heap) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            heap,
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.weir.parser.ParserMain",
                            "--no-ocr")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
            assertThat(in.readInt()).isEqualTo(ParseWire.VERSION);
            var out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
            out.writeInt(ParseWire.VERSION);
            return new Child(process, in, out);
        }

        Parsed read(String name, byte[] file) throws IOException {
            ParseWire.writeRequest(out, new ParseRequest(name, null, Limits.DEFAULT), file.length);
            out.write(file);
            out.flush();
            return answer();
        }

        /** Lines of text, which are made as they are written. */
        Parsed readLines(String name, String line, int count) throws IOException {
            byte[] bytes = Made.bytes(line);
            ParseWire.writeRequest(out, new ParseRequest(name, null, Limits.DEFAULT), (long) bytes.length * count);
            for (int i = 0; i < count; i++) {
                out.write(bytes);
            }
            out.flush();
            return answer();
        }

        private Parsed answer() throws IOException {
            List<ParseEvent> events = new ArrayList<>();
            while (true) {
                ParseEvent event = ParseWire.readEvent(in);
                if (event instanceof Ended ended) {
                    return new Parsed(events, ended);
                }
                events.add(event);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void readsOneFileAfterTheOtherAndEndsWithItsInput() throws Exception {
        try (Child child = Child.start("-Xmx200m")) {
            Parsed pdf = child.read("a.pdf", Made.pdf("Words on a page."));
            assertThat(pdf.text()).isEqualTo("Words on a page.");
            assertThat(pdf.events()).contains(new ParseEvent.Page(1, 1));
            assertThat(child.read("b.docx", Made.docx("<w:p><w:r><w:t>Word</w:t></w:r></w:p>"))
                            .text())
                    .isEqualTo("Word");
            assertThat(child.read("c.doc", new byte[] {1, 2, 3}).outcome()).isEqualTo(Outcome.DAMAGED);
            assertThat(child.read("d.txt", Made.bytes("Still there.")).text()).isEqualTo("Still there.");
            child.out().close();
            assertThat(child.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.process().exitValue()).isZero();
        }
    }

    @Test
    void aQuarterOfAGigabyteIsReadInHalfAGigabyteOfHeap() throws Exception {
        try (Child child = Child.start("-Xmx512m")) {
            String line = "Words that somebody wrote down, 64 bytes in each line of it.\n\n\n";
            Parsed parsed = child.readLines("big.txt", line, (256 << 20) / line.length());
            assertThat(parsed.outcome()).isEqualTo(Outcome.TRUNCATED);
            assertThat(parsed.reason()).contains("50000000 characters");
            assertThat(child.read("d.txt", Made.bytes("Still there.")).text()).isEqualTo("Still there.");
        }
    }

    @Test
    void aFileThatDoesNotFitIntoMemoryIsPassedOver() throws Exception {
        try (Child child = Child.start("-Xmx40m")) {
            Parsed parsed = child.readLines("big.txt", "Too much for so little memory.\n", 4 << 20);
            assertThat(parsed.outcome()).isEqualTo(Outcome.TOO_LARGE);
            assertThat(child.read("d.txt", Made.bytes("Still there.")).text()).isEqualTo("Still there.");
        }
    }

    @Test
    void whoRunsOutOfMemorySaysSoAndEnds() throws Exception {
        try (Child child = Child.start("-Xmx64m")) {
            Parsed parsed = child.readLines("tags.html", "<p><b>a</b><i>b</i>\n", 1 << 20);
            assertThat(parsed.outcome()).isEqualTo(Outcome.TOO_LARGE);
            assertThat(parsed.reason()).contains("memory");
            assertThat(child.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.process().exitValue()).isEqualTo(3);
        }
    }
}
