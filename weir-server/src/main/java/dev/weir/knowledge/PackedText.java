package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.PageStart;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** A document's text, sections and pages as bytes for the database: JSON, deflated. */
final class PackedText {
    private PackedText() {}

    private record Shape(
            String text, List<Stretch> sections, @Nullable List<PageStart> pages) {}

    private record Stretch(List<String> headings, int level, int start, int end) {
        static Stretch of(Section section) {
            return new Stretch(
                    section.headings(),
                    section.level(),
                    section.span().start(),
                    section.span().end());
        }

        Section section() {
            return new Section(headings, level, new Span(start, end));
        }
    }

    static byte[] pack(DocumentText document) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(Json.bytes(new Shape(
                    document.text(),
                    document.sections().stream().map(Stretch::of).toList(),
                    document.pages().isEmpty() ? null : document.pages())));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return packed.toByteArray();
    }

    static DocumentText unpack(String title, byte[] packed) {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            Shape shape = Json.MAPPER.readValue(inflater.readAllBytes(), Shape.class);
            return new DocumentText(
                    title,
                    shape.text(),
                    shape.sections().stream().map(Stretch::section).toList(),
                    shape.pages() == null ? List.of() : shape.pages());
        } catch (IOException e) {
            throw new UncheckedIOException("the stored text of '" + title + "' is damaged", e);
        }
    }
}
