package dev.weir.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.parsing.ParseEvent.Block;
import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfTest {
    private interface Drawing {
        void draw(PDPageContentStream content) throws IOException;
    }

    private static void page(PDDocument document, Drawing drawing) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            drawing.draw(content);
        }
    }

    private static Parsed onePage(Drawing drawing) throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(document, drawing);
            return Parsed.of("a.pdf", Made.saved(document));
        }
    }

    private static void lines(PDPageContentStream content, float x, float y, String... lines) throws IOException {
        for (String line : lines) {
            Made.write(content, x, y, 10, line);
            y -= 12;
        }
    }

    @Test
    void pagesHeadingsAndParagraphs() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.getDocumentInformation().setTitle("A report");
            page(document, content -> {
                Made.write(content, 72, 740, 24, "The report");
                Made.write(content, 72, 700, 15, "Its first part");
                lines(
                        content,
                        72,
                        670,
                        "Some words of the first para-",
                        "graph which goes on to the right",
                        "and ends here.");
                lines(content, 72, 600, "A second one, set apart.", "It has two lines of its own here.");
            });
            page(document, content -> lines(content, 72, 700, "The second page has some more words on it."));
            Parsed parsed = Parsed.of("a.pdf", Made.saved(document));
            assertThat(parsed.title()).isEqualTo("A report");
            assertThat(parsed.pages()).isEqualTo(2);
            assertThat(parsed.blocks())
                    .containsExactly(
                            new Block(Kind.HEADING, 1, "The report"),
                            new Block(Kind.HEADING, 2, "Its first part"),
                            new Block(
                                    Kind.PARAGRAPH,
                                    0,
                                    "Some words of the first paragraph which goes on to the right\nand ends here."),
                            new Block(Kind.PARAGRAPH, 0, "A second one, set apart.\nIt has two lines of its own here."),
                            new Block(Kind.PARAGRAPH, 0, "The second page has some more words on it."));
        }
    }

    @Test
    void tablesKeepTheirRowsAndTheirEmptyCells() throws IOException {
        String[][] table = {
            {"Item", "Unit price", "Count", "Sum"},
            {"Boots", "90.00", "2", "180.00"},
            {"Laces", "", "", "4.50"},
            {"", "7.25", "1", "7.25"}
        };
        Parsed parsed = onePage(content -> {
            lines(content, 72, 740, "What was ordered in the month of May is in the table that follows.");
            for (int row = 0; row < table.length; row++) {
                for (int column = 0; column < 4; column++) {
                    if (!table[row][column].isEmpty()) {
                        Made.write(content, 72 + column * 110, 700 - row * 16, 10, table[row][column]);
                    }
                }
            }
            lines(content, 72, 600, "All of it was paid in June, as had been agreed upon before.");
        });
        assertThat(parsed.of(Kind.TABLE_ROW))
                .containsExactly(
                        "Item | Unit price | Count | Sum",
                        "Boots | 90.00 | 2 | 180.00",
                        "Laces |  |  | 4.50",
                        " | 7.25 | 1 | 7.25");
        assertThat(parsed.of(Kind.PARAGRAPH)).hasSize(2);
    }

    @Test
    void columnsOfProseAreNoTable() throws IOException {
        Parsed parsed = onePage(content -> {
            lines(
                    content,
                    72,
                    700,
                    "The left column tells of many things that",
                    "happened long ago in a country that is",
                    "far away from here, and which nobody");
            lines(
                    content,
                    320,
                    700,
                    "The right column goes on with the tale as",
                    "if nothing had been in between, and ends",
                    "with the words that all of them know.");
        });
        assertThat(parsed.of(Kind.TABLE_ROW)).isEmpty();
        assertThat(parsed.text())
                .contains("a country that is\nfar away from here, and which nobody")
                .contains("and ends\nwith the words that all of them know.");
    }

    @Test
    void turnedTextIsReadInItsOwnDirection() throws IOException {
        Parsed parsed = onePage(content -> {
            lines(content, 72, 700, "The upright words of this page");
            for (int quarter = 1; quarter < 4; quarter++) {
                turned(content, Math.PI / 2 * quarter, 150 + 90 * quarter, "turned by quarter " + quarter);
            }
            turned(content, Math.PI / 5, 200, "slanted words");
        });
        assertThat(parsed.of(Kind.PARAGRAPH))
                .contains(
                        "The upright words of this page",
                        "turned by quarter 1",
                        "turned by quarter 2",
                        "turned by quarter 3",
                        "slanted words");
    }

    private static void turned(PDPageContentStream content, double angle, float y, String text) throws IOException {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 10);
        content.setTextMatrix(Matrix.getRotateInstance(angle, 300, y));
        content.showText(text);
        content.endText();
    }

    private static void picture(PDDocument document) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        var image = LosslessFactory.createFromImage(document, new BufferedImage(60, 60, BufferedImage.TYPE_BYTE_GRAY));
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.drawImage(image, 0, 0, 600, 700);
        }
    }

    @Test
    void pagesThatArePicturesAreNamed() throws IOException {
        try (PDDocument document = new PDDocument()) {
            Made.page(document, "This page has words.");
            picture(document);
            document.addPage(new PDPage());
            picture(document);
            byte[] pdf = Made.saved(document);
            Parsed parsed = Parsed.of("a.pdf", pdf);
            assertThat(parsed.outcome()).isEqualTo(Outcome.NEEDS_OCR);
            assertThat(parsed.reason()).contains("2 of 4 pages are pictures", "2, 4");
            assertThat(parsed.text()).isEqualTo("This page has words.");
        }
    }

    @Test
    void picturesGoToTesseractWhereItIs(@TempDir Path folder) throws IOException {
        Path tesseract = folder.resolve("tesseract");
        Files.writeString(
                tesseract,
                "#!/bin/sh\n[ \"$1 $2\" = 'stdin stdout' ] || exit 1\ncat >/dev/null\necho recognized words\n");
        assertThat(tesseract.toFile().setExecutable(true)).isTrue();
        try (PDDocument document = new PDDocument()) {
            picture(document);
            Parsed parsed = Parsed.of("a.pdf", Made.saved(document), null, Limits.DEFAULT, new Ocr(tesseract));
            assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
            assertThat(parsed.text()).isEqualTo("recognized words");
        }
    }

    @Test
    void blankPagesAreBlankAndNotPictures() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            assertThat(Parsed.of("a.pdf", Made.saved(document)).outcome()).isEqualTo(Outcome.EMPTY);
        }
    }

    @Test
    void attachedFilesAreReadAndNamedOnesAreNotLookedFor(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "a secret");
        try (PDDocument document = new PDDocument()) {
            Made.page(document, "See the files attached.");
            PDComplexFileSpecification inside = new PDComplexFileSpecification();
            inside.setFile("inside.txt");
            inside.setEmbeddedFile(new PDEmbeddedFile(document, new ByteArrayInputStream(Made.bytes("words inside"))));
            PDComplexFileSpecification outside = new PDComplexFileSpecification();
            outside.setFile(secret.toString());
            PDEmbeddedFilesNameTreeNode tree = new PDEmbeddedFilesNameTreeNode();
            tree.setNames(Map.of("My first attachment", inside, "outside", outside));
            PDDocumentNameDictionary names = new PDDocumentNameDictionary(document.getDocumentCatalog());
            names.setEmbeddedFiles(tree);
            document.getDocumentCatalog().setNames(names);
            Parsed parsed = Parsed.of("a.pdf", Made.saved(document));
            assertThat(parsed.text())
                    .contains("My first attachment", "words inside")
                    .doesNotContain("a secret");
            assertThat(parsed.embedded())
                    .extracting(Embedded::outcome)
                    .containsExactlyInAnyOrder(Outcome.READ, Outcome.UNSUPPORTED);
        }
    }

    @Test
    void whatTheOwnerForbidsIsNotExtracted() throws IOException {
        try (PDDocument document = new PDDocument()) {
            Made.page(document, "Guarded words.");
            AccessPermission permission = new AccessPermission();
            permission.setCanExtractContent(false);
            document.protect(new StandardProtectionPolicy("owner", "", permission));
            byte[] pdf = Made.saved(document);
            assertThat(Parsed.of("a.pdf", pdf).outcome()).isEqualTo(Outcome.ENCRYPTED);
            assertThat(Parsed.of("a.pdf", pdf).reason()).contains("forbids");
            assertThat(Parsed.of("a.pdf", pdf, "owner", Limits.DEFAULT).text()).isEqualTo("Guarded words.");
        }
    }

    @Test
    void bytesBeforeTheHeaderDoNotHinder() throws IOException {
        byte[] pdf = Made.pdf("Words after some garbage.");
        byte[] shifted = new byte[pdf.length + 300];
        java.util.Arrays.fill(shifted, 0, 300, (byte) '\n');
        System.arraycopy(pdf, 0, shifted, 300, pdf.length);
        assertThat(Parsed.of("a.pdf", shifted).text()).isEqualTo("Words after some garbage.");
    }

    @Test
    void aBranchThatLeadsBackToItselfEnds() {
        byte[] pdf = Made.pdfOf("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 5 /Kids [2 0 R 2 0 R]>>");
        assertThat(Parsed.of("a.pdf", pdf).outcome()).isEqualTo(Outcome.DAMAGED);
    }

    @Test
    void aPageOfThousandsOfCellsThatAlignWithNothingIsRead() throws IOException {
        Parsed parsed = onePage(content -> {
            for (int row = 0; row < 700; row++) {
                for (int column = 0; column < 6; column++) {
                    Made.write(
                            content, 10 + column * 95 + row * 37 % 23, 780 - row * 1.1f, 1, "w" + row + "x" + column);
                }
            }
        });
        assertThat(parsed.text()).contains("w0x0", "w699x5");
    }
}
