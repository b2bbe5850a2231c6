package dev.weir.bench;

import dev.weir.knowledge.chunker.RecursiveChunker;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.Span;
import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.spi.parsing.ParseWire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A long PDF file of text, read in a JVM of its own as the server reads it, and cut into chunks. Reading and cutting are
 * timed together, from the first byte of the request to the last chunk; the child's start is told apart.
 */
@Command(name = "parse", description = "Pages of a PDF read and cut into chunks a second; memory of the process.")
final class ParseBenchmark implements Callable<Integer> {
    private static final List<String> WORDS = List.of(
            ("tenant landlord rent quarter deposit repair garden cellar heating invoice month payment contract clause notice"
                            + " period insurance damage receipt window kitchen agreement court appeal witness statement")
                    .split(" "));

    @Option(names = "--pages", description = "Pages of the file.")
    private int pages = 1_600;

    @Option(names = "--rounds", description = "How often it is read, each time by a new process.")
    private int rounds = 3;

    @Option(names = "--heap", description = "The child's largest heap, in megabytes.")
    private int heap = 256;

    @Override
    public Integer call() throws IOException, InterruptedException {
        byte[] pdf = pdf();
        System.out.printf("a PDF file of %,d pages, %.1f MB%n", pages, pdf.length / 1048576.0);
        try (Embedder embedder = new Embedder()) {
            embedder.warm().join();
            for (int round = 0; round < rounds; round++) {
                read(pdf, new RecursiveChunker(embedder::countTokens));
            }
        }
        return 0;
    }

    private void read(byte[] pdf, RecursiveChunker chunker) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Process child = start();
        try (var in = new DataInputStream(new BufferedInputStream(child.getInputStream(), 1 << 16));
                var out = new DataOutputStream(new BufferedOutputStream(child.getOutputStream(), 1 << 16))) {
            out.writeInt(ParseWire.VERSION);
            out.flush();
            if (in.readInt() != ParseWire.VERSION) {
                throw new IOException("the parser speaks another version; build anew");
            }
            long began = System.nanoTime();
            ParseWire.writeRequest(out, new ParseRequest("long.pdf", null, ParseRequest.Limits.DEFAULT), pdf.length);
            out.write(pdf);
            out.flush();
            DocumentText document = document(in);
            double parsed = seconds(began);
            List<Chunk> chunks = chunker.chunk(document);
            double all = seconds(began);
            System.out.printf(
                    "%,d characters, %,d chunks: %.0f pages/s (parsing alone %.0f), %s, started in %.2f s%n",
                    document.text().length(),
                    chunks.size(),
                    pages / all,
                    pages / parsed,
                    peak(child),
                    (began - started) / 1e9);
        } finally {
            child.destroy();
            child.waitFor();
        }
    }

    private Process start() throws IOException {
        Path target = Path.of(System.getProperty("weir.root", ""), "weir-parser", "target");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap + "m",
                        "-XX:+UseSerialGC",
                        "-XX:ReservedCodeCacheSize=64m",
                        "-cp",
                        target.resolve("weir-parser.jar") + ":" + target.resolve("lib") + "/*",
                        "dev.weir.parser.ParserMain",
                        "--no-ocr")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The blocks one below the other, with the headings they stand under. */
    private DocumentText document(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        List<Section> sections = new ArrayList<>();
        List<String> headings = List.of();
        int start = 0;
        int read = 0;
        ParseEvent event = ParseWire.readEvent(in);
        for (; !(event instanceof ParseEvent.Ended); event = ParseWire.readEvent(in)) {
            if (event instanceof ParseEvent.Page) {
                read++;
            } else if (event instanceof ParseEvent.Block block) {
                if (block.kind() == ParseEvent.Kind.HEADING) {
                    close(sections, headings, start, text.length());
                    start = text.length();
                    headings = List.of(block.text());
                }
                text.append(block.text()).append("\n\n");
            }
        }
        close(sections, headings, start, text.length());
        ParseEvent.Ended ended = (ParseEvent.Ended) event;
        if (ended.outcome() != ParseEvent.Outcome.READ || read != pages) {
            throw new IOException(read + " of " + pages + " pages were read: " + ended);
        }
        return new DocumentText("long.pdf", text.toString(), sections);
    }

    private static void close(List<Section> sections, List<String> headings, int start, int end) {
        if (end > start) {
            sections.add(new Section(headings, headings.size(), new Span(start, end)));
        }
    }

    /** What the process held at most, which the system remembers. */
    private static String peak(Process child) throws IOException {
        Path status = Path.of("/proc", Long.toString(child.pid()), "status");
        if (!Files.exists(status)) {
            return "memory unknown";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> "at most " + Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MB resident")
                .findFirst()
                .orElse("memory unknown");
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Each page has a heading, five paragraphs of prose and a table of four rows: some 2,700 characters. */
    private byte[] pdf() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        try (PDDocument document = new PDDocument()) {
            PDType1Font font = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
            for (int number = 1; number <= pages; number++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    page(content, font, number, random);
                }
            }
            var bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    private static void page(PDPageContentStream content, PDType1Font font, int number, SplittableRandom random)
            throws IOException {
        write(content, font, 16, 72, 740, "Chapter " + number);
        int y = 710;
        for (int paragraph = 0; paragraph < 5; paragraph++) {
            for (int line = 0; line < 7; line++) {
                write(content, font, 10, 72, y, words(random, 11));
                y -= 12;
            }
            y -= 24;
        }
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                write(content, font, 10, 72 + column * 110, y, words(random, 1) + random.nextInt(1_000));
            }
            y -= 14;
        }
    }

    private static String words(SplittableRandom random, int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return words.toString();
    }

    private static void write(PDPageContentStream content, PDType1Font font, int size, int x, int y, String text)
            throws IOException {
        content.beginText();
        content.setFont(font, size);
        content.newLineAtOffset(x, y);
        content.showText(text);
        content.endText();
    }
}
