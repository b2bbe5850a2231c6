package dev.weir.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.poi.hslf.usermodel.HSLFSlide;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hslf.usermodel.HSLFTable;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.junit.jupiter.api.Test;

/** The binary formats of old. */
class OldOfficeTest {
    private static HSSFWorkbook workbook() {
        HSSFWorkbook workbook = new HSSFWorkbook();
        var sheet = workbook.createSheet("Rents");
        var row = sheet.createRow(0);
        row.createCell(0).setCellValue("May");
        row.createCell(1).setCellValue(900);
        sheet.createRow(1).createCell(1).setCellValue("to be paid");
        var drawing = sheet.createDrawingPatriarch();
        var comment = drawing.createCellComment(drawing.createAnchor(0, 0, 0, 0, 3, 3, 5, 5));
        comment.setString(workbook.getCreationHelper().createRichTextString("ask first"));
        row.getCell(0).setCellComment(comment);
        workbook.createSheet("Second").createRow(0).createCell(0).setCellValue("more");
        return workbook;
    }

    private static byte[] saved(HSSFWorkbook workbook) throws IOException {
        var bytes = new ByteArrayOutputStream();
        workbook.write(bytes);
        return bytes.toByteArray();
    }

    @Test
    void sheetsHaveNamesRowsAndComments() throws IOException {
        try (HSSFWorkbook workbook = workbook()) {
            Parsed parsed = Parsed.of("a.xls", saved(workbook));
            assertThat(parsed.outcome()).isEqualTo(Outcome.READ);
            assertThat(parsed.pages()).isEqualTo(2);
            assertThat(parsed.of(Kind.HEADING)).containsExactly("Rents", "Second");
            assertThat(parsed.text()).contains("May", "900", " | to be paid", "ask first", "more");
            assertThat(parsed.of(Kind.TABLE_ROW)).anyMatch(row -> row.startsWith("May") && row.contains("| 900"));
        }
    }

    @Test
    void protectedSheetsOpenWithTheirPassword() throws IOException {
        byte[] locked;
        try (HSSFWorkbook workbook = workbook()) {
            Biff8EncryptionKey.setCurrentUserPassword("sesame");
            locked = saved(workbook);
        } finally {
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }
        assertThat(Parsed.of("a.xls", locked).outcome()).isEqualTo(Outcome.ENCRYPTED);
        assertThat(Parsed.of("a.xls", locked, "wrong", Limits.DEFAULT).outcome())
                .isEqualTo(Outcome.ENCRYPTED);
        assertThat(Parsed.of("a.xls", locked, "sesame", Limits.DEFAULT).text()).contains("to be paid");
    }

    @Test
    void slidesHaveTitlesTablesAndPages() throws IOException {
        try (HSLFSlideShow show = new HSLFSlideShow()) {
            HSLFSlide slide = show.createSlide();
            slide.addTitle().setText("The old slide");
            var box = slide.createTextBox();
            box.setText("Words in a box");
            box.setAnchor(new Rectangle(10, 10, 300, 50));
            HSLFTable table = slide.createTable(1, 2);
            table.getCell(0, 0).setText("left");
            table.getCell(0, 1).setText("right");
            show.createSlide().addTitle().setText("The next one");
            var bytes = new ByteArrayOutputStream();
            show.write(bytes);
            Parsed parsed = Parsed.of("a.ppt", bytes.toByteArray());
            assertThat(parsed.pages()).isEqualTo(2);
            assertThat(parsed.text()).contains("The old slide", "Words in a box", "The next one");
            assertThat(parsed.of(Kind.TABLE_ROW)).containsExactly("left | right");
        }
    }
}
