package dev.weir.parser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Small files of many formats, made by hand so that they can be made wrong. */
final class Made {
    private static final String TYPES =
            "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    private Made() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] zip(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    static String relation(String id, String type, String target, boolean external) {
        return "<Relationship Id='" + id + "' Type='" + OFFICE + type + "' Target='" + target + "'"
                + (external ? " TargetMode='External'" : "") + "/>";
    }

    static byte[] relations(String relations) {
        return bytes(
                "<?xml version='1.0'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
                        + relations + "</Relationships>");
    }

    static byte[] docx(String body) throws IOException {
        return docx("", body);
    }

    static byte[] docx(String dtd, String body) throws IOException {
        return zip(docxParts(dtd, body, ""));
    }

    static byte[] docxWithRelations(String body, String relations) throws IOException {
        return zip(docxParts("", body, relations));
    }

    static Map<String, byte[]> docxParts(String dtd, String body, String relations) {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("[Content_Types].xml", bytes(TYPES));
        parts.put("_rels/.rels", relations(relation("rId1", "officeDocument", "word/document.xml", false)));
        parts.put(
                "word/document.xml",
                bytes("<?xml version='1.0'?>" + dtd
                        + "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
                        + " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
                        + " xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
                        + " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
                        + " xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing'><w:body>"
                        + body + "</w:body></w:document>"));
        parts.put("word/_rels/document.xml.rels", relations(relations));
        return parts;
    }

    static byte[] xlsx(String dtd, String cell) throws IOException {
        return xlsx(dtd, "<row r='1'><c r='A1' t='inlineStr'><is><t>" + cell + "</t></is></c></row>", "");
    }

    static byte[] xlsxRows(String rows) throws IOException {
        return xlsx("", rows, "");
    }

    private static byte[] xlsx(String dtd, String rows, String after) throws IOException {
        String main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("[Content_Types].xml", bytes(TYPES));
        parts.put("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml", false)));
        parts.put(
                "xl/workbook.xml",
                bytes("<?xml version='1.0'?><workbook xmlns='" + main
                        + "' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                        + "<sheets><sheet name='First' sheetId='1' r:id='rId1'/></sheets></workbook>"));
        parts.put(
                "xl/_rels/workbook.xml.rels", relations(relation("rId1", "worksheet", "worksheets/sheet1.xml", false)));
        parts.put(
                "xl/worksheets/sheet1.xml",
                bytes("<?xml version='1.0'?>" + dtd + "<worksheet xmlns='" + main + "'><sheetData>" + rows
                        + "</sheetData>" + after + "</worksheet>"));
        return zip(parts);
    }

    static byte[] pptx(String dtd, String paragraph) throws IOException {
        String main = "xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main'"
                + " xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
                + " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("[Content_Types].xml", bytes(TYPES));
        parts.put("_rels/.rels", relations(relation("rId1", "officeDocument", "ppt/presentation.xml", false)));
        parts.put(
                "ppt/presentation.xml",
                bytes("<?xml version='1.0'?><p:presentation " + main
                        + "><p:sldIdLst><p:sldId id='256' r:id='rId2'/></p:sldIdLst></p:presentation>"));
        parts.put("ppt/_rels/presentation.xml.rels", relations(relation("rId2", "slide", "slides/slide1.xml", false)));
        parts.put(
                "ppt/slides/slide1.xml",
                bytes("<?xml version='1.0'?>" + dtd + "<p:sld " + main
                        + "><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>" + paragraph
                        + "</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"));
        return zip(parts);
    }

    private static String odtBody(String body) {
        return "<office:body><office:text>" + body + "</office:text></office:body>";
    }

    private static final String ODF = " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
            + " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'"
            + " xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'"
            + " xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'";

    static byte[] odt(String dtd, String body) throws IOException {
        return odf("application/vnd.oasis.opendocument.text", dtd, odtBody(body));
    }

    static byte[] odf(String type, String dtd, String body) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("mimetype", bytes(type));
        parts.put(
                "content.xml",
                bytes("<?xml version='1.0'?>" + dtd + "<office:document-content" + ODF + ">" + body
                        + "</office:document-content>"));
        return zip(parts);
    }

    static String flatOdt(String text) {
        return "<office:document" + ODF + ">" + odtBody("<text:p>" + text + "</text:p>") + "</office:document>";
    }

    static byte[] epub(String dtd, String body) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("mimetype", bytes("application/epub+zip"));
        parts.put(
                "META-INF/container.xml",
                bytes(
                        "<?xml version='1.0'?><container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>"));
        parts.put(
                "OPS/book.opf",
                bytes("<?xml version='1.0'?>" + dtd + "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>"
                        + "<dc:title>The Book</dc:title><dc:creator>Its Author</dc:creator></metadata><manifest>"
                        + "<item id='c1' href='one%20chapter.xhtml' media-type='application/xhtml+xml'/></manifest>"
                        + "<spine><itemref idref='c1'/></spine></package>"));
        parts.put(
                "OPS/one chapter.xhtml",
                bytes("<html><head><title>t</title></head><body><h1>One</h1>" + body + "</body></html>"));
        return zip(parts);
    }

    static byte[] pdf(String... lines) throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(document, lines);
            return saved(document);
        }
    }

    static void page(PDDocument document, String... lines) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            float y = 700;
            for (String line : lines) {
                write(content, 72, y, 11, line);
                y -= 14;
            }
        }
    }

    static void write(PDPageContentStream content, float x, float y, float size, String text) throws IOException {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), size);
        content.newLineAtOffset(x, y);
        content.showText(text);
        content.endText();
    }

    static byte[] saved(PDDocument document) throws IOException {
        var bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }

    /** Three levels of a hundred branches each, which all lead to the same ones. */
    static byte[] pdfOfAMillionPages() {
        String content = "BT /F 12 Tf 10 10 Td (again) Tj ET";
        return pdfOf(
                "<</Type /Catalog /Pages 2 0 R>>",
                "<</Type /Pages /Count 1000000 /Kids [" + "3 0 R ".repeat(100) + "]>>",
                "<</Type /Pages /Count 10000 /Parent 2 0 R /Kids [" + "4 0 R ".repeat(100) + "]>>",
                "<</Type /Pages /Count 100 /Parent 3 0 R /Kids [" + "5 0 R ".repeat(100) + "]>>",
                "<</Type /Page /Parent 4 0 R /MediaBox [0 0 100 100] /Resources <</Font <</F 7 0 R>>>> /Contents 6 0 R>>",
                "<</Length " + content.length() + ">>\nstream\n" + content + "\nendstream",
                "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>");
    }

    /** The first object is the catalog. */
    static byte[] pdfOf(String... objects) {
        StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
        StringBuilder table = new StringBuilder("0000000000 65535 f \n");
        for (int i = 0; i < objects.length; i++) {
            table.append("%010d 00000 n \n".formatted(pdf.length()));
            pdf.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
        }
        int start = pdf.length();
        return bytes(pdf + "xref\n0 " + (objects.length + 1) + "\n" + table + "trailer\n<</Root 1 0 R /Size "
                + (objects.length + 1) + ">>\nstartxref\n" + start + "\n%%EOF\n");
    }
}
