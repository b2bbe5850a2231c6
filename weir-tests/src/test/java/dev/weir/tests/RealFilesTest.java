package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.knowledge.parser.ParserProgram;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Files as people have them, through the front door and the true reader. */
class RealFilesTest {
    private static final String DOCUMENTS = "/api/kb/real/documents";
    private static Path files;
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        files = Path.of(System.getProperty("weir.root", "."), "..", "shared", "data", "documents")
                .normalize();
        assumeTrue(Files.isDirectory(files), () -> "skipped: there are no documents in " + files);
        assumeTrue(ParserProgram.installed().isPresent(), "skipped: weir-parser is not built");
        weir = TestingWeir.start();
        door = Door.of(weir);
        door.post("/api/kb", "{\"name\": \"real\"}");
    }

    @AfterAll
    static void stop() {
        if (weir != null) {
            weir.close();
        }
    }

    private static JsonNode sent(String path) throws IOException, InterruptedException {
        Path file = files.resolve(path);
        assumeTrue(Files.exists(file), () -> "skipped: there is no " + file);
        String name = file.getFileName().toString();
        Door.Reply reply = new FileForm().file(name, Files.readAllBytes(file)).send(door, DOCUMENTS);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ended(name);
    }

    private static JsonNode ended(String name) throws InterruptedException {
        String path = DOCUMENTS + "/" + name.replace(" ", "%20");
        List<String> work = List.of("queued", "parsing", "embedding");
        Eventually.within(
                Duration.ofMinutes(2),
                name,
                () -> !work.contains(door.get(path).json().path("state").asString()));
        return door.get(path).json();
    }

    private static String text(String name) {
        return door.get(DOCUMENTS + "/" + name.replace(" ", "%20") + "?text=true")
                .json()
                .path("text")
                .asString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    markitdown/SPARSE-2024-INV-1234_borderless_table.pdf | INV
                    markitdown/RECEIPT-2024-TXN-98765_retail_purchase.pdf | TXN
                    markitdown/test_mskanji.csv | 佐藤太郎
                    markitdown/test_wikipedia.html | Microsoft entered the operating system
                    pdfbox/hello3.pdf | Hello
                    pdfbox/PDFBOX-3833-reduced.pdf | ターン
                    pdfbox/PDFBOX-4322-Empty-ToUnicode-reduced.pdf | Justin
                    tika/testRFC822_multipart_attachments.eml | This is Test TXTA File for parser
                    langchain4j/test-file.doc | test content
                    langchain4j/test-file.docx | test content
                    langchain4j/test-file.pdf | test content
                    langchain4j/test-file.ppt | test content
                    langchain4j/test-file.pptx | test content
                    langchain4j/test-file.xls | test content
                    langchain4j/test-file.xlsx | test content
                    """)
    void aFileIsReadAndFound(String path, String words) throws Exception {
        JsonNode ready = sent(path);
        assertThat(ready.path("state").asString()).as(ready.toString()).isEqualTo("ready");
        assertThat(words(text(Path.of(path).getFileName().toString()))).contains(words);
    }

    /** Cells and lines of a text, one after the other. */
    private static String words(String text) {
        return text.replaceAll("[\\s|]+", " ");
    }

    @Test
    void aScanNeedsOcr() throws Exception {
        JsonNode scan = sent("markitdown/MEDRPT-2024-PAT-3847_medical_report_scan.pdf");
        assertThat(scan.path("state").asString()).as(scan.toString()).isEqualTo("needs_ocr");
        assertThat(text("MEDRPT-2024-PAT-3847_medical_report_scan.pdf")).isEmpty();
    }

    @Test
    void anEncryptedFileOpensWithItsPassword() throws Exception {
        JsonNode shut = sent("pdfbox/special/PasswordSample-128bit.pdf");
        assertThat(shut.path("state").asString()).as(shut.toString()).isEqualTo("encrypted");
        door.post(DOCUMENTS + "/PasswordSample-128bit.pdf/retry", "{\"password\": \"owner\"}");
        JsonNode open = ended("PasswordSample-128bit.pdf");
        assertThat(open.path("state").asString()).as(open.toString()).isEqualTo("ready");
    }

    @Test
    void passagesOfAPdfKnowTheirPages() throws Exception {
        sent("pdfbox/cweb.pdf");
        JsonNode passages = door.get(DOCUMENTS + "/cweb.pdf?text=true").json().path("passages");
        assertThat(passages).isNotEmpty();
        assertThat(passages.path(0).path("page").asInt()).isEqualTo(1);
        assertThat(passages.path(passages.size() - 1).path("page").asInt()).isGreaterThan(10);
    }
}
