package dev.weir.knowledge.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.knowledge.document.DocumentReading.Read;
import dev.weir.knowledge.document.DocumentReading.Reason;
import dev.weir.knowledge.document.DocumentReading.Refused;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
    private final DocumentReader reader = new DocumentReader();

    private DocumentText read(String name, byte[] content) {
        DocumentReading reading = reader.read(name, content);
        assertThat(reading).isInstanceOf(Read.class);
        return ((Read) reading).document();
    }

    private DocumentText read(String name, String content) {
        return read(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Refused refused(String name, byte[] content) {
        DocumentReading reading = reader.read(name, content);
        assertThat(reading).isInstanceOf(Refused.class);
        return (Refused) reading;
    }

    private Refused refused(String name, String content) {
        return refused(name, content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void plainTextIsKeptAsItIs() {
        DocumentText document = read("notes/todo.txt", "one\r\ntwo\n");

        assertThat(document.text()).isEqualTo("one\ntwo\n");
        assertThat(document.title()).isEqualTo("todo.txt");
        assertThat(document.sections()).hasSize(1);
    }

    @Test
    void markdownKeepsItsHeadingsAndLosesItsMarks() {
        DocumentText document = read("a.md", """
                ---
                author: someone
                ---
                Before any heading.

                # The *Guide*

                See [the site](https://example.org) and `code`.

                ## Steps

                1. First
                2. Second
                   - inner

                | a | b |
                |---|---|
                | 1 | 2 |
                """);

        assertThat(document.title()).isEqualTo("The Guide");
        assertThat(document.text()).isEqualTo("""
                Before any heading.

                The Guide

                See the site and code.

                Steps

                1. First
                2. Second
                  - inner

                a | b
                1 | 2""");
        assertThat(document.sections())
                .extracting(Section::headings)
                .containsExactly(List.of(), List.of("The Guide"), List.of("The Guide", "Steps"));
        assertThat(document.sections().get(2).span().of(document.text())).startsWith("Steps");
    }

    @Test
    void htmlKeepsWordsAndHeadingsWithoutMenusAndScripts() {
        DocumentText document = read("p.html", """
                <!doctype html><html><head><title>Prices &amp; Plans</title><style>p{}</style></head>
                <body><nav>Home About</nav><script>var x = "secret";</script>
                <h1>Prices</h1><p>The <b>small</b> plan\n costs 5&nbsp;euros.</p>
                <h2>Notes</h2><ul><li>One</li><li>Two <i>three</i></li></ul>
                <table><tr><th>Plan</th><th>Price</th></tr><tr><td>Small</td><td>5</td></tr></table>
                <pre>a\n  b</pre></body></html>
                """);

        assertThat(document.title()).isEqualTo("Prices & Plans");
        assertThat(document.text()).isEqualTo("""
                Prices

                The small plan costs 5 euros.

                Notes

                - One
                - Two three

                Plan | Price
                Small | 5

                a
                  b""");
        assertThat(document.sections().getLast().headings()).containsExactly("Prices", "Notes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pdf", "a.docx", "a.XLSX", "a.pptx", "scan.png", "b.zip"})
    void formatsThatAreNotReadAreRefusedByName(String name) {
        Refused refused = refused(name, "whatever");

        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(refused.message())
                .contains(name)
                .contains("are not read yet")
                .contains(".md");
    }

    @Test
    void anUnknownExtensionIsRefusedWithAWayOut() {
        assertThat(refused("a.xyz", "text").message()).contains(".xyz").contains("rename it to .txt");
    }

    @Test
    void aPdfNamedTextIsRefused() {
        Refused refused = refused("notes.txt", "%PDF-1.7\n...");

        assertThat(refused.reason()).isEqualTo(Reason.NOT_WHAT_ITS_NAME_SAYS);
        assertThat(refused.message()).contains("a PDF document, not plain text");
    }

    @Test
    void aWordDocumentNamedMarkdownIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            zip.write("<w/>".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(refused("notes.md", bytes.toByteArray()).message()).contains("a Word document, not Markdown");
    }

    @Test
    void binaryContentIsRefused() {
        byte[] bytes = new byte[500];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 % 7);
        }

        assertThat(refused("a.txt", bytes).reason()).isEqualTo(Reason.NOT_WHAT_ITS_NAME_SAYS);
    }

    @Test
    void aWebPageNamedTextAndTextNamedHtmlAreRefused() {
        assertThat(refused("a.txt", "<!DOCTYPE html><html><p>x</p></html>").message())
                .contains("rename it to .html");
        assertThat(refused("a.html", "just words").message()).contains("no HTML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "\ufeff"})
    void nothingIsRefusedAsEmpty(String content) {
        assertThat(refused("a.txt", content).reason()).isEqualTo(Reason.EMPTY);
    }

    @Test
    void aPageWithoutWordsIsEmpty() {
        assertThat(refused("a.html", "<html><script>1</script></html>").reason())
                .isEqualTo(Reason.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "windows-1252"})
    void commonEncodingsAreRecognised(String charset) {
        String text = "Über die Brücke gingen viele Leute, café inclus.";

        assertThat(read("a.txt", text.getBytes(Charset.forName(charset))).text())
                .isEqualTo(text);
    }

    @Test
    void aDeclaredCharsetIsBelieved() {
        String page = "<html><head><meta charset=\"iso-8859-2\"></head><body><p>Łódź</p></body></html>";

        assertThat(read("a.html", page.getBytes(Charset.forName("iso-8859-2"))).text())
                .isEqualTo("Łódź");
    }

    @Test
    void bytesThatAreNoKnownCharactersAreRefused() {
        byte[] koi = "Съешь же ещё этих мягких французских булок".getBytes(Charset.forName("KOI8-R"));

        Refused refused = refused("a.txt", koi);

        assertThat(refused.reason()).isEqualTo(Reason.UNREADABLE_ENCODING);
        assertThat(refused.message()).contains("save it as UTF-8");
    }

    @Test
    void absurdNestingDoesNotBreakTheReader() {
        assertThatCode(() -> reader.read("a.md", (">".repeat(20_000) + " x").getBytes(StandardCharsets.UTF_8)))
                .doesNotThrowAnyException();
        assertThatCode(() -> reader.read("a.md", ("*a ".repeat(20_000)).getBytes(StandardCharsets.UTF_8)))
                .doesNotThrowAnyException();
        assertThatCode(() -> reader.read("a.html", ("<div>".repeat(50_000) + "x").getBytes(StandardCharsets.UTF_8)))
                .doesNotThrowAnyException();
    }
}
