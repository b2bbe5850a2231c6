package dev.weir.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.parsing.ParseEvent.Block;
import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFTable;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of the structure of each format. */
class StructureTest {
    @Test
    void wordHasHeadingsListsAndTables() throws IOException {
        Map<String, byte[]> parts = Made.docxParts(
                "",
                "<w:p><w:pPr><w:pStyle w:val='Kop1'/></w:pPr><w:r><w:t>First</w:t></w:r></w:p>"
                        + "<w:p><w:r><w:t>Plain </w:t></w:r><w:r><w:t>words</w:t></w:r></w:p>"
                        + "<w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='3'/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>"
                        + "<w:p><w:pPr><w:pStyle w:val='Mine'/></w:pPr><w:r><w:t>Third</w:t></w:r></w:p>"
                        + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc>"
                        + "<w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p><w:p><w:r><w:t>d</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
                        + "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>"
                        + "<w:p><m:oMath><m:r><m:t>m</m:t></m:r><m:r><m:t>=1</m:t></m:r></m:oMath></w:p>"
                        + "<w:p><w:r><w:t>noted</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
                        + "<w:p><w:r><wp:docPr id='1' name='p' descr='A red fox'/></w:r><w:r><w:t>last</w:t></w:r></w:p>",
                Made.relation("rId1", "styles", "styles.xml", false)
                        + Made.relation("rId2", "footnotes", "footnotes.xml", false));
        String w = " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
        parts.put(
                "word/styles.xml",
                Made.bytes(
                        "<w:styles" + w + "><w:style w:styleId='Kop1'><w:name w:val='heading 1'/></w:style>"
                                + "<w:style w:styleId='Kop3'><w:name w:val='heading 3'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr></w:style>"
                                + "<w:style w:styleId='Mine'><w:name w:val='Mine'/><w:basedOn w:val='Kop3'/></w:style></w:styles>"));
        parts.put(
                "word/footnotes.xml",
                Made.bytes("<w:footnotes" + w
                        + "><w:footnote w:id='2'><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:footnote></w:footnotes>"));
        Parsed parsed = Parsed.of("structure.docx", Made.zip(parts));
        assertThat(parsed.blocks())
                .containsExactly(
                        new Block(Kind.HEADING, 1, "First"),
                        new Block(Kind.PARAGRAPH, 0, "Plain words"),
                        new Block(Kind.LIST_ITEM, 2, "item"),
                        new Block(Kind.HEADING, 3, "Third"),
                        new Block(Kind.TABLE_ROW, 0, "a |  | c d"),
                        new Block(Kind.PARAGRAPH, 0, "new"),
                        new Block(Kind.PARAGRAPH, 0, "m=1"),
                        new Block(Kind.PARAGRAPH, 0, "noted"),
                        new Block(Kind.ASIDE, 0, "a note"),
                        new Block(Kind.PARAGRAPH, 0, "last"),
                        new Block(Kind.ASIDE, 0, "A red fox"));
    }

    @Test
    void wordFilesOfTheLibraryHaveTheirTablesAndFilesInThem() throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            document.createParagraph().createRun().setText("before");
            XWPFTable table = document.createTable(2, 2);
            table.getRow(0).getCell(0).setText("name");
            table.getRow(0).getCell(1).setText("amount");
            table.getRow(1).getCell(0).setText("rent");
            table.getRow(1).getCell(1).setText("900");
            var bytes = new ByteArrayOutputStream();
            document.write(bytes);
            Parsed parsed = Parsed.of("a.docx", bytes.toByteArray());
            assertThat(parsed.of(Kind.TABLE_ROW)).containsExactly("name | amount", "rent | 900");
            Parsed inZip = Parsed.of("a.zip", Made.zip(Map.of("in/a.docx", bytes.toByteArray())));
            assertThat(inZip.events().getFirst()).isEqualTo(new Embedded("in/a.docx", 1, Outcome.READ, null));
            assertThat(inZip.blocks()).isEqualTo(parsed.blocks());
        }
    }

    @Test
    void slidesHaveTitlesAndTables() throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            for (int number = 1; number < 3; number++) {
                XSLFSlide slide =
                        show.createSlide(show.getSlideMasters().getFirst().getLayout("Title and Content"));
                slide.getPlaceholder(0).setText("Slide " + number);
                slide.getPlaceholder(1).setText("Point " + number);
                XSLFTable table = slide.createTable(1, 2);
                table.getCell(0, 0).setText("left");
                table.getCell(0, 1).setText("right");
            }
            var bytes = new ByteArrayOutputStream();
            show.write(bytes);
            Parsed parsed = Parsed.of("a.pptx", bytes.toByteArray());
            assertThat(parsed.pages()).isEqualTo(2);
            assertThat(parsed.levelled(Kind.HEADING)).containsExactly("1 Slide 1", "1 Slide 2");
            assertThat(parsed.of(Kind.LIST_ITEM)).containsExactly("Point 1", "Point 2");
            assertThat(parsed.of(Kind.TABLE_ROW)).containsExactly("left | right", "left | right");
        }
    }

    @Test
    void sheetsShowTheirCellsAsPeopleSeeThem() throws IOException {
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            XSSFSheet sheet = workbook.createSheet("Quarter");
            var row = sheet.createRow(0);
            row.createCell(0).setCellValue("paid");
            XSSFCell date = row.createCell(1);
            date.setCellValue(java.time.LocalDate.of(2026, 3, 1));
            date.setCellStyle(style(workbook, "yyyy-mm-dd"));
            row.createCell(3).setCellValue(123456789012345d);
            XSSFCell share = row.createCell(4);
            share.setCellValue(.25);
            share.setCellStyle(style(workbook, "0%"));
            row.createCell(5).setCellValue(true);
            sheet.createRow(1).createCell(2).setCellFormula("1+1");
            sheet.getRow(1).getCell(2).setCellValue(2);
            workbook.createSheet("Empty");
            var bytes = new ByteArrayOutputStream();
            workbook.write(bytes);
            Parsed parsed = Parsed.of("a.xlsx", bytes.toByteArray());
            assertThat(parsed.of(Kind.HEADING)).containsExactly("Quarter", "Empty");
            assertThat(parsed.of(Kind.TABLE_ROW))
                    .containsExactly("paid | 2026-03-01 |  | 123456789012345 | 25% | TRUE", " |  | 2");
        }
    }

    private static org.apache.poi.xssf.usermodel.XSSFCellStyle style(XSSFWorkbook workbook, String format) {
        var style = workbook.createCellStyle();
        style.setDataFormat(workbook.createDataFormat().getFormat(format));
        return style;
    }

    @Test
    void openDocumentsHaveHeadingsListsTablesAndNotes() throws IOException {
        Parsed parsed = Parsed.of(
                "a.odt",
                Made.odt(
                        "",
                        "<text:h text:outline-level='2'>Head</text:h><text:p>one<text:s text:c='2'/>two<text:line-break/>three</text:p>"
                                + "<text:list><text:list-item><text:p>item</text:p><text:list><text:list-item><text:p>inner</text:p>"
                                + "</text:list-item></text:list></text:list-item></text:list>"
                                + "<table:table table:name='T'><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
                                + "<table:table-cell table:number-columns-repeated='2'/><table:table-cell><text:p>d</text:p>"
                                + "</table:table-cell></table:table-row></table:table>"
                                + "<text:p>body<office:annotation><text:p>remark</text:p></office:annotation></text:p>"));
        assertThat(parsed.blocks())
                .containsExactly(
                        new Block(Kind.HEADING, 2, "Head"),
                        new Block(Kind.PARAGRAPH, 0, "one  two\nthree"),
                        new Block(Kind.LIST_ITEM, 1, "item"),
                        new Block(Kind.LIST_ITEM, 2, "inner"),
                        new Block(Kind.TABLE_ROW, 0, "a |  |  | d"),
                        new Block(Kind.PARAGRAPH, 0, "body"),
                        new Block(Kind.ASIDE, 0, "remark"));
    }

    @Test
    void openSheetsAreSheets() throws IOException {
        Parsed parsed = Parsed.of(
                "a.ods",
                Made.odf(
                        "application/vnd.oasis.opendocument.spreadsheet",
                        "",
                        "<office:body><office:spreadsheet><table:table table:name='Rents'><table:table-row>"
                                + "<table:table-cell><text:p>May</text:p></table:table-cell><table:table-cell><text:p>900</text:p>"
                                + "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"));
        assertThat(parsed.ended().mediaType()).isEqualTo("application/vnd.oasis.opendocument.spreadsheet");
        assertThat(parsed.of(Kind.HEADING)).containsExactly("Rents");
        assertThat(parsed.of(Kind.TABLE_ROW)).containsExactly("May | 900");
        assertThat(parsed.pages()).isEqualTo(1);
    }

    @Test
    void booksHaveTheirAuthorsAndChapters() throws IOException {
        Parsed parsed = Parsed.of("a.epub", Made.epub("", "<p>It was a night.</p><ul><li>bullet</li></ul>"));
        assertThat(parsed.title()).isEqualTo("The Book");
        assertThat(parsed.blocks())
                .containsExactly(
                        new Block(Kind.HEADING, 1, "The Book"),
                        new Block(Kind.PARAGRAPH, 0, "Its Author"),
                        new Block(Kind.HEADING, 1, "One"),
                        new Block(Kind.PARAGRAPH, 0, "It was a night."),
                        new Block(Kind.LIST_ITEM, 1, "bullet"));
    }

    @Test
    void pagesLoseWhatStandsAroundTheirText() {
        Parsed parsed = Parsed.of(
                "a.html",
                "<html><head><title>Shop</title></head><body><header><a href=/>Logo</a></header><nav><a href=/a>Start</a></nav>"
                        + "<div class='cookie-banner'>We use cookies</div><main><h1>Boots</h1><p>Made of <b>leather</b>, and\n warm.</p>"
                        + "<table><tr><th>Size</th><th>Price</th></tr><tr><td>42</td><td>90</td></tr></table>"
                        + "<pre>  keep\n    this</pre><p hidden>not shown</p><div role=tabpanel hidden><p>folded away</p></div>"
                        + "<iframe srcdoc='&lt;p&gt;in a frame&lt;/p&gt;'></iframe></main>"
                        + "<footer>Imprint</footer><script>var x = 'script';</script></body></html>");
        assertThat(parsed.title()).isEqualTo("Shop");
        assertThat(parsed.blocks())
                .containsExactly(
                        new Block(Kind.HEADING, 1, "Boots"),
                        new Block(Kind.PARAGRAPH, 0, "Made of leather, and warm."),
                        new Block(Kind.TABLE_ROW, 0, "Size | Price"),
                        new Block(Kind.TABLE_ROW, 0, "42 | 90"),
                        new Block(Kind.CODE, 0, "  keep\n    this"),
                        new Block(Kind.PARAGRAPH, 0, "folded away"),
                        new Block(Kind.PARAGRAPH, 0, "in a frame"));
    }

    @Test
    void pagesThatLookLikeMenusOnlyAreKept() {
        assertThat(Parsed.of("a.html", "<html><body><nav><a href=/a>Start</a> and more</nav></body></html>")
                        .text())
                .isEqualTo("Start and more");
    }

    @Test
    void tablesThatOnlyLayOutAPageAreNoRows() {
        Parsed parsed = Parsed.of(
                "a.html",
                "<html><body><table><tr><td><h2>Left</h2><p>words</p></td><td><p>more</p><table><tr><td>x</td><td>y</td></tr></table>"
                        + "</td></tr></table></body></html>");
        assertThat(parsed.blocks())
                .containsExactly(
                        new Block(Kind.HEADING, 2, "Left"),
                        new Block(Kind.PARAGRAPH, 0, "words"),
                        new Block(Kind.PARAGRAPH, 0, "more"),
                        new Block(Kind.TABLE_ROW, 0, "x | y"));
    }

    @Test
    void markdownIsReadWithoutItsMarks() {
        Parsed parsed = Parsed.of(
                "a.md",
                "---\ntitle: \"The title\"\n---\n# Head\n\nSome *text* with `code`.\n\n- one\n  - two\n\n```java\nint x;\n```\n\n"
                        + "| a | b |\n|---|---|\n| 1 |   |\n");
        assertThat(parsed.title()).isEqualTo("The title");
        assertThat(parsed.blocks())
                .containsExactly(
                        new Block(Kind.HEADING, 1, "Head"),
                        new Block(Kind.PARAGRAPH, 0, "Some text with code."),
                        new Block(Kind.LIST_ITEM, 1, "one"),
                        new Block(Kind.LIST_ITEM, 2, "two"),
                        new Block(Kind.CODE, 0, "int x;"),
                        new Block(Kind.TABLE_ROW, 0, "a | b"),
                        new Block(Kind.TABLE_ROW, 0, "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-31j, 名前と住所を書く",
        "EUC-JP, 名前と住所を書く",
        "ISO-2022-JP, 名前と住所を書く",
        "GB18030, 我们在这里写名字和地址",
        "Big5, 我們在這裡寫名字和地址",
        "EUC-KR, 이름과 주소를 적는다",
        "UTF-8, 名前 Straße мир",
        "UTF-16LE, The names and addresses",
        "UTF-16, Имя и адрес",
        "windows-1252, Die Straße heißt für Gäste anders als früher",
        "windows-1251, 'Имя и адрес человека, который живёт в этом доме у реки'",
        "KOI8-R, 'Имя и адрес человека, который живёт в этом доме у реки'",
        "windows-1250, 'Příliš žluťoučký kůň úpěl ďábelské ódy, když přišel večer domů a řekl to všem'"
    })
    void tablesOfValuesAreReadInWhicheverCharset(String charset, String text) {
        byte[] bytes = ("id;note\n1;\"" + text + "\"\n").getBytes(Charset.forName(charset));
        assertThat(Parsed.of("a.csv", bytes).of(Kind.TABLE_ROW)).containsExactly("id | note", "1 | " + text);
    }

    @Test
    void valuesWithSeparatorsAndLineEndsInQuotes() {
        assertThat(Parsed.of("a.csv", "a,b\r\n\"1,5\",\"two\nlines\"\r\n,last\r\n")
                        .of(Kind.TABLE_ROW))
                .containsExactly("a | b", "1,5 | two lines", " | last");
        assertThat(Parsed.of("b.csv", "a,b\n\"open,1\n2,3\n").text()).contains("open", "2");
    }

    @Test
    void programsKeepTheirLines() {
        Parsed parsed = Parsed.of("A.java", "/** Doc. */\nclass A {\n    int x;\n}\n");
        assertThat(parsed.blocks()).containsExactly(new Block(Kind.CODE, 0, "/** Doc. */\nclass A {\n    int x;\n}"));
        assertThat(parsed.ended().mediaType()).isEqualTo("text/x-java-source");
        assertThat(Parsed.of("a.json", "{\"a\": [1, 2]}").of(Kind.CODE)).containsExactly("{\"a\": [1, 2]}");
        assertThat(Parsed.of("unnamed", "{\"a\": [1, 2]}").ended().mediaType()).isEqualTo("application/json");
    }

    @Test
    void plainTextHasParagraphs() {
        assertThat(Parsed.of("a.txt", "One\nline\n\n \nTwo\r\n\r\nThree\fFour").of(Kind.PARAGRAPH))
                .containsExactly("One\nline", "Two", "Three", "Four");
    }

    @Test
    void richTextKeepsItsFirstWords() {
        assertThat(Parsed.of(
                                "a.rtf",
                                "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 First {\\b bold}.\\par Second \\'e9t\\'e9.\\par}")
                        .of(Kind.PARAGRAPH))
                .containsExactly("First bold.", "Second été.");
        assertThat(Parsed.of("b.rtf", "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\pard\\f0 Usual.\\par}")
                        .text())
                .isEqualTo("Usual.");
    }

    @Test
    void mailboxesAreReadMessageByMessage() {
        Parsed parsed = Parsed.of(
                "a.mbox",
                "From a@b.example Mon Jan 1 00:00:00 2026\nFrom: A <a@b.example>\nSubject: =?utf-8?q?Caf=C3=A9?=\n\nFirst.\nFrom here on.\n\n"
                        + "From c@d.example Mon Jan 1 00:00:00 2026\nFrom: c@d.example\nSubject: second\n\nSecond.\n");
        assertThat(parsed.ended().mediaType()).isEqualTo("application/mbox");
        assertThat(parsed.pages()).isEqualTo(2);
        assertThat(parsed.of(Kind.HEADING)).containsExactly("Café", "second");
        assertThat(parsed.text()).contains("First.\nFrom here on.", "Second.");
    }

    @Test
    void messagesInMessagesAndNamesInAnyScript() {
        String inner = "From: in@b.example\nSubject: inner\n\nInner words.\n";
        Parsed parsed = Parsed.of(
                "a.eml",
                "From: =?iso-8859-1?q?J=FCrgen?= <j@b.example>\nTo: x@y.example\nSubject: Grüße\nMIME-Version: 1.0\n"
                        + "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/html; charset=utf-8\n\n"
                        + "<p>Only <b>marked up</b></p>\n--B\nContent-Type: message/rfc822\n\n" + inner
                        + "\n--B\nContent-Type: text/plain; name*=utf-8''%E5%90%8D.txt\nContent-Disposition: attachment\n\nattached\n--B--\n");
        assertThat(parsed.title()).isEqualTo("Grüße");
        assertThat(parsed.text()).contains("Jürgen <j@b.example>", "Only marked up", "Inner words.", "attached");
        assertThat(parsed.embedded()).extracting(Embedded::name).containsExactly("message.eml", "名.txt");
    }

    @Test
    void officeFilesOpenWithTheirPassword() throws Exception {
        byte[] locked = Locked.office(Made.docx("<w:p><w:r><w:t>a secret</w:t></w:r></w:p>"), "open sesame");
        assertThat(Parsed.of("a.docx", locked).outcome()).isEqualTo(Outcome.ENCRYPTED);
        assertThat(Parsed.of("a.docx", locked, "wrong", Limits.DEFAULT).outcome())
                .isEqualTo(Outcome.ENCRYPTED);
        assertThat(Parsed.of("a.docx", locked, "open sesame", Limits.DEFAULT).text())
                .isEqualTo("a secret");
        Parsed inZip = Parsed.of("a.zip", Made.zip(Map.of("a.docx", locked)));
        assertThat(inZip.outcome()).isEqualTo(Outcome.ENCRYPTED);
        assertThat(inZip.reason()).contains("a.docx", "password");
    }

    @Test
    void archivesTellWhatBecameOfEachFile() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("good.txt", Made.bytes("Words."));
        files.put("blank.txt", Made.bytes(" "));
        files.put("__MACOSX/._good.txt", new byte[] {0, 5, 22, 7});
        files.put("broken.docx", java.util.Arrays.copyOf(Made.docx("<w:p/>"), 100));
        Parsed parsed = Parsed.of("a.zip", Made.zip(files));
        assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
        assertThat(parsed.embedded())
                .extracting(file -> file.name() + " " + file.outcome())
                .isEqualTo(List.of("good.txt READ", "blank.txt EMPTY", "broken.docx DAMAGED"));
    }

    @Test
    void officeFilesOfPicturesOnlyNeedTextRecognition() throws IOException {
        Map<String, byte[]> parts = Made.docxParts("", "<w:p/>", "");
        assertThat(Parsed.of("a.docx", Made.zip(parts)).outcome()).isEqualTo(Outcome.EMPTY);
        parts.put("word/media/image1.png", new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        assertThat(Parsed.of("a.docx", Made.zip(parts)).outcome()).isEqualTo(Outcome.NEEDS_OCR);
    }

    @Test
    void articlesOfFeedsHaveTheirTextOnce() {
        Parsed parsed = Parsed.of(
                "feed",
                "<?xml version='1.0'?><rss><channel><title>News</title><description>All of it</description><item><title>One</title>"
                        + "<description>The beginning</description><content:encoded xmlns:content='c'>&lt;p&gt;The beginning and the end&lt;/p&gt;"
                        + "</content:encoded></item></channel></rss>");
        assertThat(parsed.text()).isEqualTo("News\nAll of it\nOne\nThe beginning and the end");
    }

    @Test
    void textsAboutPdfFilesAreTexts() {
        assertThat(Parsed.of("notes.txt", "A PDF file begins with %PDF-1.4 and goes on.")
                        .ended()
                        .mediaType())
                .isEqualTo("text/plain");
    }
}
