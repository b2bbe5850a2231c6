package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Reads PDF files page by page: paragraphs, headings, rows of tables, notes; then the fields of forms and attached files.
 * Pages that are pictures go to Tesseract where it is there. What its owner forbids to extract is not extracted.
 */
final class PdfReader implements FormatReader {
    private static final Pattern PRINTED_FROM = Pattern.compile("^Microsoft (Word|PowerPoint|Excel) - ");
    private static final int DOTS_PER_INCH = 200;
    private static final int MOST_NAMED = 10;
    /** A stamp or a page number on a scan is not its text. */
    private static final int FEW_LETTERS = 16;

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (PDDocument document = open(source)) {
            if (!document.getCurrentAccessPermission().canExtractContent()) {
                throw new NotRead(
                        Outcome.ENCRYPTED,
                        "its owner forbids to extract text with this password, or without one; the owner's password opens it");
            }
            @Nullable String title = document.getDocumentInformation().getTitle();
            text.title(title == null ? "" : PRINTED_FROM.matcher(title).replaceFirst(""));
            new Pages(document, text, inner).read();
        }
    }

    private static PDDocument open(Source source) throws IOException {
        try {
            return Loader.loadPDF(
                    new RandomAccessReadBuffer(source.bytes()),
                    source.password() == null ? "" : source.password(),
                    null,
                    null,
                    IOUtils.createMemoryOnlyStreamCache());
        } catch (InvalidPasswordException e) {
            throw new NotRead(Outcome.ENCRYPTED, ProtectedOfficeReader.NEEDS_PASSWORD);
        }
    }

    private static final class Pages {
        private final PDDocument document;
        private final Text text;
        private final Inner inner;
        private final PdfPageText stripper;
        private final PdfBlocks blocks;
        private final List<Integer> pictures = new ArrayList<>();
        private @Nullable String damaged;

        Pages(PDDocument document, Text text, Inner inner) {
            this.document = document;
            this.text = text;
            this.inner = inner;
            this.stripper = new PdfPageText(document);
            this.blocks = new PdfBlocks(text);
        }

        void read() throws Exception {
            int of = Math.max(0, document.getNumberOfPages());
            int number = 0;
            PdfPageTree tree = new PdfPageTree(document);
            for (Optional<PDPage> page = tree.next(); page.isPresent(); page = tree.next()) {
                text.page(++number, of);
                page(page.get(), number);
            }
            PdfForm.tell(document, text);
            PdfAttachments.open(document, text, inner);
            judge(number);
        }

        /** One damaged page does not take the others with it. */
        private void page(PDPage page, int number) throws InterruptedException {
            List<PdfLine> lines = List.of();
            try {
                lines = stripper.lines(page);
            } catch (IOException | RuntimeException e) {
                NotRead.in(e).ifPresent(bound -> {
                    throw bound;
                });
                damaged = "page " + number + " is damaged, and perhaps others";
            }
            blocks.page(lines);
            int letters = lines.stream().mapToInt(line -> line.text().length()).sum();
            if (letters == 0 && PdfPictures.isPicture(page, stripper.glyphs() > 0)
                    || letters < FEW_LETTERS && PdfPictures.hasImage(page)) {
                picture(page, number);
            }
            notes(page);
        }

        private void picture(PDPage page, int number) throws InterruptedException {
            Optional<String> words = inner.ocr().isThere() ? inner.ocr().read(rendered(page)) : Optional.empty();
            if (words.isPresent() && !words.get().isBlank()) {
                recognized(words.get());
            } else {
                pictures.add(number);
            }
        }

        private void recognized(String words) {
            try {
                PlainReader.read(new StringReader(words.replace('\f', '\n')), text);
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private byte[] rendered(PDPage page) {
            var png = new ByteArrayOutputStream();
            try {
                var image = new PDFRenderer(document)
                        .renderImageWithDPI(document.getPages().indexOf(page), DOTS_PER_INCH, ImageType.GRAY);
                ImageIO.setUseCache(false);
                ImageIO.write(image, "png", png);
            } catch (IOException | RuntimeException e) {
                return new byte[0];
            }
            return png.toByteArray();
        }

        private void notes(PDPage page) {
            try {
                for (PDAnnotation note : page.getAnnotations()) {
                    boolean isNote = !(note instanceof PDAnnotationLink) && !(note instanceof PDAnnotationWidget);
                    if (isNote && note.getContents() != null) {
                        text.aside(note.getContents());
                    }
                }
            } catch (IOException | RuntimeException e) {
                NotRead.in(e).ifPresent(bound -> {
                    throw bound;
                });
                damaged = "its annotations are damaged";
            }
        }

        private void judge(int pages) {
            if (!pictures.isEmpty()) {
                throw new NotRead(Outcome.NEEDS_OCR, pictured(pages) + ": " + ImageReader.NEEDS_TESSERACT);
            }
            if (damaged != null) {
                throw new NotRead(text.hasWords() ? Outcome.TRUNCATED : Outcome.DAMAGED, damaged);
            }
            if (pages == 0) {
                throw new NotRead(Outcome.DAMAGED, "no page can be found in it");
            }
        }

        private String pictured(int pages) {
            if (pictures.size() == pages) {
                return "all of its pages are pictures";
            }
            String named =
                    pictures.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
            return pictures.size() + " of " + pages + " pages are pictures, among them " + named;
        }
    }
}
