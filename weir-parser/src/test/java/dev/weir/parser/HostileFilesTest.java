package dev.weir.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that want to do harm: they are read within their bounds, or it is said why not. */
@Timeout(120)
class HostileFilesTest {
    private static final String SECRET = "the-secret-of-this-machine";
    private static final String LAUGHS = laughs();

    @TempDir
    Path folder;

    private static String laughs() {
        StringBuilder dtd = new StringBuilder("<!DOCTYPE l [<!ENTITY l0 \"laugh\">");
        for (int i = 1; i < 12; i++) {
            dtd.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return dtd + "]>";
    }

    @Test
    void aZipBombIsTooLarge() throws IOException {
        byte[] bomb = Made.zip(Map.of("zeros.txt", new byte[250 << 20]));
        assertThat(bomb.length).isLessThan(2 << 20);
        Parsed parsed = Parsed.of("bomb.zip", bomb, null, new Limits(1_000_000, 100 << 20, 5, 100));
        assertThat(parsed.outcome()).isEqualTo(Outcome.TOO_LARGE);
        assertThat(parsed.reason()).contains("expands to more than");
    }

    @Test
    void manySmallBombsShareTheBounds() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            files.put("part" + i + ".txt", "word ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        }
        Parsed parsed = Parsed.of("bombs.zip", Made.zip(files), null, new Limits(1 << 30, 50 << 20, 5, 100));
        assertThat(parsed.outcome()).isEqualTo(Outcome.TOO_LARGE);
    }

    @Test
    void aPartOfADocumentThatIsABombIsTooLarge() throws IOException {
        String body = "<w:p><w:r><w:t>" + " ".repeat(60 << 20) + "</w:t></w:r></w:p>";
        byte[] docx = Made.docx(body);
        Parsed parsed = Parsed.of("bomb.docx", docx, null, new Limits(1_000_000, 20 << 20, 5, 100));
        assertThat(parsed.outcome()).isIn(Outcome.TOO_LARGE, Outcome.TRUNCATED);
    }

    @Test
    void gzipBombsAreTooLarge() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                gzip.write(zeros);
            }
        }
        Parsed parsed = Parsed.of("bomb.gz", bytes.toByteArray(), null, new Limits(1_000_000, 50 << 20, 5, 100));
        assertThat(parsed.outcome()).isEqualTo(Outcome.TOO_LARGE);
    }

    @Test
    void archivesInArchivesAreOpenedAsDeepAsAllowed() throws IOException {
        byte[] zip = Made.zip(Map.of("deepest.txt", "at the bottom".getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < 8; i++) {
            zip = Made.zip(Map.of("level" + i + ".zip", zip));
        }
        Parsed parsed = Parsed.of("deep.zip", zip);
        assertThat(parsed.text()).doesNotContain("at the bottom");
        assertThat(parsed.outcome()).isIn(Outcome.TRUNCATED, Outcome.TOO_LARGE);
        assertThat(Parsed.of("deep.zip", zip, null, new Limits(1_000, 1 << 20, 9, 100))
                        .text())
                .contains("at the bottom");
    }

    @Test
    void noMoreFilesAreOpenedThanAllowed() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            files.put(i + ".txt", ("file " + i).getBytes(StandardCharsets.UTF_8));
        }
        Parsed parsed = Parsed.of("many.zip", Made.zip(files), null, new Limits(1_000_000, 1 << 20, 5, 20));
        assertThat(parsed.outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(parsed.embedded()).hasSize(20);
    }

    @Test
    void pathsThatClimbAreOnlyNames() throws IOException {
        Parsed parsed = Parsed.of(
                "climb.zip",
                Made.zip(Map.of("../../../etc/passwd", "not the real one".getBytes(StandardCharsets.UTF_8))));
        assertThat(parsed.embedded()).extracting(Embedded::name).containsExactly("../../../etc/passwd");
        assertThat(parsed.text()).isEqualTo("not the real one");
    }

    static Stream<String> xmlFormats() {
        return Stream.of("x.xml", "x.svg", "x.docx", "x.xlsx", "x.pptx", "x.odt", "x.epub", "x.fodt");
    }

    private static byte[] withDocumentType(String name, String dtd, String reference) throws IOException {
        return switch (name) {
            case "x.xml" -> Made.bytes("<?xml version='1.0'?>" + dtd + "<l>before " + reference + " after</l>");
            case "x.svg" ->
                Made.bytes("<?xml version='1.0'?>" + dtd + "<svg xmlns='http://www.w3.org/2000/svg'><text>before "
                        + reference + " after</text></svg>");
            case "x.docx" -> Made.docx(dtd, "<w:p><w:r><w:t>before " + reference + " after</w:t></w:r></w:p>");
            case "x.xlsx" -> Made.xlsx(dtd, "before " + reference + " after");
            case "x.pptx" -> Made.pptx(dtd, "before " + reference + " after");
            case "x.odt" -> Made.odt(dtd, "<text:p>before " + reference + " after</text:p>");
            case "x.epub" -> Made.epub(dtd, "<p>before " + reference + " after</p>");
            case "x.fodt" -> Made.bytes("<?xml version='1.0'?>" + dtd + Made.flatOdt("before " + reference + " after"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @MethodSource("xmlFormats")
    void entitiesInEntitiesAreNotExpanded(String name) throws IOException {
        Parsed parsed = Parsed.of(name, withDocumentType(name, LAUGHS, "&l11;"));
        assertThat(parsed.text().length()).isLessThan(10_000);
        assertThat(parsed.outcome()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("xmlFormats")
    void withoutReferencesTheSameFilesAreRead(String name) throws IOException {
        assertThat(Parsed.of(name, withDocumentType(name, "", "and")).text()).contains("before and after");
    }

    @ParameterizedTest
    @MethodSource("xmlFormats")
    void entitiesOutsideOfTheFileAreNotFollowed(String name) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
        String file = "<!DOCTYPE l [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>";
        assertThat(Parsed.of(name, withDocumentType(name, file, "&x;")).text()).doesNotContain(SECRET);
        String parameter = "<!DOCTYPE l [<!ENTITY % x SYSTEM \"" + secret.toUri() + "\"> %x;]>";
        assertThat(Parsed.of(name, withDocumentType(name, parameter, "")).text())
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @MethodSource("xmlFormats")
    void nobodyIsCalled(String name) throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
            String dtd = "<!DOCTYPE l PUBLIC \"-//X//DTD X//EN\" \"" + url + "x.dtd\" [<!ENTITY x SYSTEM \"" + url
                    + "\"><!ENTITY % y SYSTEM \"" + url + "\"> %y;]>";
            Parsed.of(name, withDocumentType(name, dtd, "&x;"));
            assertNobodyCame(server);
        }
    }

    @Test
    void pagesLoadNothing() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
            Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
            Parsed parsed = Parsed.of(
                    "page.html",
                    "<html><head><link rel=stylesheet href='" + url + "a.css'><script src='" + url
                            + "a.js'></script></head>"
                            + "<body><p>The text of the page.</p><iframe src='" + secret.toUri()
                            + "'></iframe><img src='"
                            + url + "a.png'><object data='" + url + "'></object><embed src='" + url
                            + "'></body></html>");
            assertThat(parsed.text()).isEqualTo("The text of the page.");
            assertNobodyCame(server);
        }
    }

    @Test
    void relationsToTheOutsideOfAnOfficeFileLeadNowhere() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
            String rels = Made.relation("rId7", "aFChunk", secret.toUri().toString(), true)
                    + Made.relation("rId8", "image", url, true)
                    + Made.relation("rId9", "attachedTemplate", url + "t.dotm", true)
                    + Made.relation("rId10", "aFChunk", "../../../../../../.." + secret, false);
            byte[] docx = Made.docxWithRelations(
                    "<w:p><w:r><w:t>the text</w:t></w:r></w:p><w:altChunk r:id='rId7'/><w:altChunk r:id='rId10'/>"
                            + "<w:p><w:r><w:instrText>INCLUDETEXT \"" + secret + "\"</w:instrText></w:r></w:p>",
                    rels);
            Parsed parsed = Parsed.of("links.docx", docx);
            assertThat(parsed.text()).isEqualTo("the text");
            assertThat(parsed.embedded()).allMatch(chunk -> chunk.outcome() == Outcome.UNSUPPORTED);
            assertNobodyCame(server);
        }
    }

    private static void assertNobodyCame(ServerSocket server) throws IOException {
        server.setSoTimeout(50);
        try {
            server.accept().close();
        } catch (SocketTimeoutException nobody) {
            return;
        }
        throw new AssertionError("an address in the file was called");
    }

    static Stream<String> nested() {
        return Stream.of("n.html", "n.xml", "n.json", "n.md", "n.rtf", "n.docx", "n.odt", "n.eml", "n.txt", "n.ipynb");
    }

    private static byte[] nestedFile(String name) throws IOException {
        int deep = 100_000;
        return switch (name) {
            case "n.html" -> Made.bytes("<html><body>" + "<div><table><tr><td>".repeat(deep) + "word");
            case "n.xml" -> Made.bytes("<?xml version='1.0'?>" + "<a>".repeat(deep) + "word" + "</a>".repeat(deep));
            case "n.json" -> Made.bytes("[".repeat(deep) + "\"word\"" + "]".repeat(deep));
            case "n.ipynb" -> Made.bytes("{\"nbformat\":4,\"cells\":" + "[".repeat(deep) + "]".repeat(deep) + "}");
            case "n.md" ->
                Made.bytes("> ".repeat(5_000) + "word\n\n" + "- ".repeat(5_000) + "word\n" + "[".repeat(deep));
            case "n.rtf" -> Made.bytes("{\\rtf1 " + "{".repeat(deep) + "word" + "}".repeat(deep) + "}");
            case "n.docx" ->
                Made.docx("<w:tbl><w:tr><w:tc>".repeat(deep) + "<w:p><w:r><w:t>word</w:t></w:r></w:p>"
                        + "</w:tc></w:tr></w:tbl>".repeat(deep));
            case "n.odt" ->
                Made.odt(
                        "",
                        "<text:list><text:list-item>".repeat(deep) + "<text:p>word</text:p>"
                                + "</text:list-item></text:list>".repeat(deep));
            case "n.eml" -> Made.bytes(nestedMail());
            default -> Made.bytes("(".repeat(deep) + "word");
        };
    }

    private static String nestedMail() {
        StringBuilder mail = new StringBuilder("From: a@b.example\nSubject: deep\n");
        for (int i = 0; i < 2_000; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append("\n");
        }
        return mail + "Content-Type: text/plain\n\nword\n";
    }

    @ParameterizedTest
    @MethodSource("nested")
    void deepNestingEndsWithAWord(String name) throws IOException {
        Parsed parsed = Parsed.of(name, nestedFile(name));
        assertThat(parsed.outcome()).isIn(Outcome.READ, Outcome.TOO_LARGE, Outcome.DAMAGED, Outcome.TRUNCATED);
        assertThat(parsed.outcome() == Outcome.READ || !parsed.reason().isEmpty())
                .isTrue();
    }

    @Test
    void aMillionPagesAreReadUpToTheBound() {
        Parsed parsed = Parsed.of("million.pdf", Made.pdfOfAMillionPages(), null, new Limits(2_000_000, 1 << 20, 5, 5));
        assertThat(parsed.outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(parsed.reason()).contains("2000000 characters");
        assertThat(parsed.pages()).isBetween(1_000L, 2_000L);
    }

    @Test
    void textIsReadUpToTheBound() {
        byte[] text = Made.bytes("words that go on and on\n\n".repeat(1 << 20));
        Parsed parsed = Parsed.of("long.txt", text, null, new Limits(1_000_000, 1 << 20, 5, 5));
        assertThat(parsed.outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(parsed.text().length()).isBetween(900_000, 1_100_000);
    }

    @Test
    void aLineAsLongAsTheFileIsReadInPieces() {
        Parsed parsed = Parsed.of("line.txt", Made.bytes("x".repeat(5 << 20)));
        assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
        assertThat(parsed.blocks()).allMatch(block -> block.text().length() <= 1 << 20);
        assertThat(parsed.text().replace("\n", "")).hasSize(5 << 20);
    }

    @Test
    void farCellsDoNotMakeARowOfThousands() throws IOException {
        byte[] xlsx = Made.xlsxRows("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>2</v></c></row>");
        assertThat(Parsed.of("far.xlsx", xlsx).text())
                .hasSizeLessThan(300)
                .contains("1 | ")
                .endsWith("| 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.docx", "x.xlsx", "x.pptx", "x.odt", "x.epub", "pdf", "eml", "rtf", "csv", "html", "zip"})
    void damagedFilesNeverEndWithoutAWord(String name) throws IOException {
        byte[] whole = sample(name);
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            byte[] damaged = round % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; i < round && damaged.length > 0; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Parsed parsed = Parsed.of(name, damaged);
            boolean isTold =
                    parsed.outcome() == Outcome.READ || !parsed.reason().isEmpty();
            assertThat(isTold).as(parsed.toString()).isTrue();
        }
    }

    private static byte[] sample(String name) throws IOException {
        return switch (name) {
            case "pdf" -> Made.pdf("Some words on a page.");
            case "eml" -> Made.bytes("From: a@b.example\nTo: c@d.example\nSubject: s\n\nSome words\n");
            case "rtf" -> Made.bytes("{\\rtf1\\ansi Some {\\b bold} words\\par}");
            case "csv" -> Made.bytes("a,b,c\n1,\"two\",3\n");
            case "html" -> Made.bytes("<html><body><h1>Head</h1><p>Some words</p></body></html>");
            case "zip" -> Made.zip(Map.of("a.txt", Made.bytes("Some words"), "b.txt", Made.bytes("More words")));
            default -> withDocumentType(name, "", "and");
        };
    }

    @Test
    void theContentDecidesAndNotTheName() throws IOException {
        assertThat(Parsed.of("x.docx", Made.pdf("Words of a PDF")).ended().mediaType())
                .isEqualTo("application/pdf");
        assertThat(Parsed.of("x.docx", Made.pdf("Words of a PDF")).text()).isEqualTo("Words of a PDF");
        assertThat(Parsed.of("x.pdf", sample("x.docx")).text()).contains("before and after");
        assertThat(Parsed.of("x.xlsx", Made.bytes("a,b\n1,2\n")).text()).isEqualTo("a | b\n1 | 2");
        assertThat(Parsed.of("x.pdf", Made.bytes("Just text.")).text()).isEqualTo("Just text.");
        assertThat(Parsed.of("x.txt", sample("html")).ended().mediaType()).isEqualTo("text/html");
        assertThat(Parsed.of("x", sample("rtf")).text()).isEqualTo("Some bold words");
        assertThat(Parsed.of("", sample("eml")).title()).isEqualTo("s");
    }

    @Test
    void whatIsNoDocumentIsSaidToBeNone() {
        byte[] program = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0, 1, 0, 0, 0};
        assertThat(Parsed.of("tool", program).outcome()).isEqualTo(Outcome.UNSUPPORTED);
        assertThat(Parsed.of("report.pdf", program).outcome()).isEqualTo(Outcome.DAMAGED);
        assertThat(Parsed.of("report.pdf", program).reason()).contains("named .pdf");
        assertThat(Parsed.of("nothing.txt", new byte[0]).outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(Parsed.of("blank.txt", Made.bytes(" \n\t\n ")).outcome()).isEqualTo(Outcome.EMPTY);
    }
}
