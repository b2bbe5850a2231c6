package dev.weir.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rows of the manifest beside the shared documents, each skipped where its file is absent. The numbers are those of its
 * rows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestTest {
    private static final Path DOCUMENTS = Path.of(System.getProperty("weir.root", ".."), "../shared/data/documents");
    private static final double NEARLY_ALL = .95;

    private static Parsed read(String file) throws IOException {
        return read(file, null);
    }

    private static Parsed read(String file, @Nullable String password) throws IOException {
        Path path = DOCUMENTS.resolve(file);
        assumeTrue(Files.exists(path), () -> path + " is absent");
        return Parsed.of(path.getFileName().toString(), Files.readAllBytes(path), password, Limits.DEFAULT);
    }

    private static String flat(Parsed parsed) {
        return Rows.oneLine(parsed.text());
    }

    @Test
    void row1WordKeepsHeadingsAndTitleWithoutPictures() throws IOException {
        Parsed parsed = read("markitdown/test.docx");
        assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
        assertThat(flat(parsed))
                .contains(
                        "314b0a30-5b04-470b-b9f7-eed2c2bec74a",
                        "AutoGen: Enabling Next-Gen LLM Applications via Multi-Agent Conversation")
                .doesNotContain("base64,iVBOR");
        assertThat(parsed.of(Kind.HEADING)).contains("Abstract", "Introduction");
    }

    @Test
    void row2CommentsStandBesideTheText() throws IOException {
        assertThat(read("markitdown/test_with_comment.docx").of(Kind.ASIDE))
                .anyMatch(aside -> aside.contains("This is a test comment. 12df-321a"))
                .anyMatch(aside -> aside.contains("Yet another comment in the doc. 55yiyi-asd09"));
    }

    @Test
    void row3FormulasAreText() throws IOException {
        assertThat(read("markitdown/equations.docx").text().replace(" ", "")).contains("m=1");
    }

    @Test
    void row4LinkedFilesAreNotRead() throws IOException {
        Path secret = Path.of("/tmp/test_rlink.txt");
        boolean isMine = !Files.exists(secret);
        if (isMine) {
            Files.writeString(secret, "the secret of rlink");
        }
        try {
            assertThat(read("markitdown/rlink.docx").text()).doesNotContain(Files.readString(secret));
        } finally {
            if (isMine) {
                Files.delete(secret);
            }
        }
    }

    @Test
    void row5SlidesWithChartAndDescription() throws IOException {
        Parsed parsed = read("markitdown/test.pptx");
        assertThat(flat(parsed))
                .contains(
                        "AutoGen: Enabling Next-Gen LLM Applications via Multi-Agent Conversation",
                        "a3f6004b-6f4f-4ea8-bee3-3741f4dc385f",
                        "2003");
        assertThat(parsed.of(Kind.ASIDE)).contains("This phrase of the caption is Human-written.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"markitdown/test.xlsx", "markitdown/test.xls"})
    void row6SheetsAndCells(String file) throws IOException {
        Parsed parsed = read(file);
        assertThat(parsed.of(Kind.HEADING)).contains("09060124-b5e7-4717-9d07-3c046eb");
        assertThat(parsed.text())
                .contains("6ff4173b-42a5-4784-9b19-f49caff4d93d", "affc7dad-52dc-4b98-9b5d-51e65d8a8ad0");
    }

    @Test
    void row7OutlookMessage() throws IOException {
        Parsed parsed = read("markitdown/test_outlook_msg.msg");
        assertThat(parsed.title()).isEqualTo("Test Email Message");
        assertThat(parsed.text()).contains("test.sender@example.com", "This is the body of the test email message");
    }

    @Test
    void row8EncyclopediaWithoutItsMenus() throws IOException {
        assertThat(flat(read("markitdown/test_wikipedia.html")))
                .contains(
                        "Microsoft entered the operating system (OS) business in 1980",
                        "Microsoft was founded by Bill Gates")
                .doesNotContain(
                        "move to sidebar", "154 languages", "You are encouraged to create an account and log in");
    }

    @Test
    void row9SearchResultsWithoutTheirTracks() throws IOException {
        assertThat(flat(read("markitdown/test_serp.html")))
                .contains("1995–2007: Foray into the Web")
                .doesNotContain("https://www.bing.com/ck/a?!&&p=");
    }

    @Test
    void row10JapaneseTable() throws IOException {
        assertThat(read("markitdown/test_mskanji.csv").of(Kind.TABLE_ROW))
                .containsExactly("名前 | 年齢 | 住所", "佐藤太郎 | 30 | 東京", "三木英子 | 25 | 大阪", "髙橋淳 | 35 | 名古屋");
    }

    @Test
    void row11Book() throws IOException {
        assertThat(read("markitdown/test.epub").text()).contains("Test Author", "Chapter 1: Test Content");
    }

    @Test
    void row12TableWithoutBordersKeepsItsRowsAndEmptyCells() throws IOException {
        Parsed parsed = read("markitdown/SPARSE-2024-INV-1234_borderless_table.pdf");
        List<String> rows = Files.readAllLines(
                        DOCUMENTS.resolve("markitdown/expected_outputs/SPARSE-2024-INV-1234_borderless_table.md"))
                .stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| -"))
                .map(line -> Rows.join(
                        Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
                                .map(String::strip)
                                .toList()))
                .toList();
        assertThat(rows).hasSizeGreaterThan(15);
        assertThat(parsed.of(Kind.TABLE_ROW)).containsAll(rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REPAIR-2022-INV-001_multipage",
                "RECEIPT-2024-TXN-98765_retail_purchase",
                "movie-theater-booking-2024",
                "SPARSE-2024-INV-1234_borderless_table"
            })
    void row13NothingOfBusinessPapersIsLost(String name) throws IOException {
        Parsed parsed = read("markitdown/" + name + ".pdf");
        Path expected = DOCUMENTS.resolve("markitdown/expected_outputs/" + name + ".md");
        assumeTrue(Files.exists(expected), () -> expected + " is absent");
        assertThat(shareOfWords(Files.readString(expected).replace("|", " "), parsed.text()))
                .isGreaterThan(NEARLY_ALL);
    }

    @Test
    void row14ScanNeedsTextRecognition() throws IOException {
        Parsed parsed = read("markitdown/MEDRPT-2024-PAT-3847_medical_report_scan.pdf");
        assertThat(parsed.outcome()).isEqualTo(Outcome.NEEDS_OCR);
        assertThat(parsed.reason()).contains("all of its pages are pictures", "Tesseract");
        assertThat(parsed.text()).isEmpty();
    }

    /** Rows 15 to 21: every file that has its expected text beside it. */
    static Stream<Path> pdfsWithText() throws IOException {
        Path folder = DOCUMENTS.resolve("pdfbox");
        if (!Files.isDirectory(folder)) {
            return Stream.of(folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> Files.exists(file.resolveSibling(file.getFileName() + ".txt")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pdfsWithText")
    void rows15To21TextOfPdfs(Path file) throws IOException {
        assumeTrue(Files.isRegularFile(file), () -> file + " is absent");
        Parsed parsed = read("pdfbox/" + file.getFileName());
        assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
        String expected = Files.readString(file.resolveSibling(file.getFileName() + ".txt"));
        assertThat(shareOfWords(expected, parsed.text())).isGreaterThan(.9);
    }

    @ParameterizedTest
    @CsvSource({
        "hello3.pdf, Hello محمد World.",
        "PDFBOX-3833-reduced.pdf, ターン",
        "PDFBOX-5350-JX57O5E5YG6XM4FZABPULQGTW4OXPCWA-p1-reduced.pdf, 사회복지법인",
        "PDFBOX-4322-Empty-ToUnicode-reduced.pdf, Justin",
        "sample_fonts_solidconvertor.pdf, Toto je pokusný text s češtinou"
    })
    void rows16To20ScriptsAndBrokenFonts(String file, String text) throws IOException {
        assertThat(flat(read("pdfbox/" + file))).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"128bit", "256bit"})
    void row22PasswordsAndPermissions(String bits) throws IOException {
        String file = "pdfbox/special/PasswordSample-" + bits + ".pdf";
        assertThat(read(file).outcome()).isEqualTo(Outcome.ENCRYPTED);
        assertThat(read(file).reason()).contains("password");
        assertThat(read(file, "user").outcome()).isEqualTo(Outcome.ENCRYPTED);
        assertThat(read(file, "user").reason()).contains("owner forbids");
        assertThat(read(file, "owner").outcome()).isEqualTo(Outcome.READ);
        assertThat(read(file, "owner").text()).contains("Hello");
    }

    @Test
    void row23AttachedFilesAreListedAndRead() throws IOException {
        Parsed parsed = read("pdfbox/special/testPDF_multiFormatEmbFiles.pdf");
        assertThat(parsed.text()).contains("My first attachment", "This is the contents of a mac embedded file");
        assertThat(read("pdfbox/special/attachment.pdf").embedded())
                .extracting(Embedded::name)
                .containsExactly("A4Unicode.pdf");
    }

    @Test
    void row24DamagedFileOpens() throws IOException {
        assertThat(read("pdfbox/special/MissingCatalog.pdf").outcome()).isNotNull();
    }

    @Test
    void row25MailWithAttachmentsSaysEverythingOnce() throws IOException {
        Parsed parsed = read("tika/testRFC822_multipart_attachments.eml");
        assertThat(flat(parsed))
                .containsOnlyOnce("This is test email for EML1")
                .contains("This is Test TXTA File for parser", "This is Test TXTB File for parser")
                .doesNotContain("This is the html body");
        assertThat(parsed.embedded()).extracting(Embedded::name).containsExactly("Test TxtA.txt", "Test TxtB.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doc", "docx", "ppt", "pptx", "xls", "xlsx", "pdf"})
    void row26SmallOfficeFiles(String extension) throws IOException {
        Parsed parsed = read("langchain4j/test-file." + extension);
        assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
        assertThat(flat(parsed).replace("| ", "")).contains("test content");
        if (extension.startsWith("xls")) {
            assertThat(parsed.of(Kind.HEADING)).containsExactly("Sheet1", "Sheet2");
        }
    }

    @Test
    void row26BlankFileIsSaidToBeBlank() throws IOException {
        assertThat(read("langchain4j/blank-file.docx").outcome()).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void picturesWithoutRowsNeedTextRecognition() throws IOException {
        assertThat(read("markitdown/test_llm.jpg").outcome()).isEqualTo(Outcome.NEEDS_OCR);
        assertThat(read("pdfbox/special/multitiff.pdf").outcome()).isEqualTo(Outcome.NEEDS_OCR);
    }

    @Test
    void feedsNotebooksAndPages() throws IOException {
        assertThat(read("markitdown/test_rss.xml").levelled(Kind.HEADING))
                .contains(
                        "1 The Official Microsoft Blog",
                        "2 Ignite 2024: Why nearly 70% of the Fortune 500 now use Microsoft 365 Copilot");
        Parsed notebook = read("markitdown/test_notebook.ipynb");
        assertThat(notebook.of(Kind.CODE)).contains("print(\"markitdown\")");
        assertThat(notebook.text()).doesNotContain("nbformat");
        assertThat(flat(read("markitdown/test_blog.html")))
                .contains("an example where high cost can easily prevent a generic complex");
    }

    /** How many of the expected words are there; hyphens at the ends of lines and the order of vowel signs aside. */
    private static double shareOfWords(String expected, String text) {
        Set<String> there = new HashSet<>(words(text));
        List<String> all = words(expected);
        return all.isEmpty() ? 1 : (double) all.stream().filter(there::contains).count() / all.size();
    }

    private static List<String> words(String text) {
        String joined = text.replaceAll("(?<=\\p{Ll})-\\s*\\n(?=\\p{Ll})", "")
                .replace('\u00a0', ' ')
                .replaceAll("\\p{Mn}", "");
        return Arrays.stream(joined.split("[\\s|\ufeff]+"))
                .filter(word -> !word.isEmpty() && !word.matches("-+"))
                .toList();
    }
}
