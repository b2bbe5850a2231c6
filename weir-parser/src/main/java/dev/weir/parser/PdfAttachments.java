package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationFileAttachment;
import org.jspecify.annotations.Nullable;

/** Opens the files in a PDF file. Those that it only names by a path or an address are not looked for. */
final class PdfAttachments {
    private static final int DEEPEST = 20;

    private final Text text;
    private final Inner inner;
    private final Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PdfAttachments(Text text, Inner inner) {
        this.text = text;
        this.inner = inner;
    }

    static void open(PDDocument document, Text text, Inner inner) throws IOException {
        var attachments = new PdfAttachments(text, inner);
        @Nullable PDDocumentNameDictionary names = document.getDocumentCatalog().getNames();
        if (names != null && names.getEmbeddedFiles() != null) {
            attachments.tree(names.getEmbeddedFiles(), 0);
        }
        PdfPageTree pages = new PdfPageTree(document);
        for (var page = pages.next(); page.isPresent(); page = pages.next()) {
            attachments.onPage(page.get());
        }
    }

    private void tree(PDNameTreeNode<PDComplexFileSpecification> node, int depth) throws IOException {
        @Nullable Map<String, PDComplexFileSpecification> files = node.getNames();
        if (files != null) {
            for (Map.Entry<String, PDComplexFileSpecification> file : files.entrySet()) {
                open(file.getKey(), file.getValue());
            }
        }
        @Nullable List<PDNameTreeNode<PDComplexFileSpecification>> kids = node.getKids();
        if (kids != null && depth < DEEPEST) {
            for (PDNameTreeNode<PDComplexFileSpecification> kid : kids) {
                tree(kid, depth + 1);
            }
        }
    }

    private void onPage(PDPage page) throws IOException {
        if (page.getCOSObject().getCOSArray(COSName.ANNOTS) == null) {
            return;
        }
        for (var annotation : page.getAnnotations()) {
            if (annotation instanceof PDAnnotationFileAttachment attachment
                    && attachment.getFile() instanceof PDComplexFileSpecification file) {
                open("attachment", file);
            }
        }
    }

    private void open(String listedAs, @Nullable PDComplexFileSpecification file) throws IOException {
        if (file == null || !seen.add(file.getCOSObject())) {
            return;
        }
        @Nullable String own = file.getFilename();
        String name = own == null || own.isBlank() ? listedAs : own;
        @Nullable String description = file.getFileDescription();
        text.aside(described(name, listedAs, description == null ? "" : description));
        Set<COSBase> contents = Collections.newSetFromMap(new IdentityHashMap<>());
        for (PDEmbeddedFile content : contents(file)) {
            if (contents.add(content.getCOSObject())) {
                inner.open(name, content.createInputStream());
            }
        }
        if (contents.isEmpty()) {
            inner.tell(name, Outcome.UNSUPPORTED, "it is not in the file, and links are not followed");
        }
    }

    private static String described(String name, String listedAs, String description) {
        String more = description.isBlank() || description.equals(name) ? listedAs : description;
        return "Attached file: " + name + (more.equals(name) ? "" : " (" + more + ")");
    }

    /** One file may have another content for each system it is opened on. */
    private static List<PDEmbeddedFile> contents(PDComplexFileSpecification file) {
        return Stream.<Supplier<@Nullable PDEmbeddedFile>>of(
                        file::getEmbeddedFileUnicode,
                        file::getEmbeddedFile,
                        file::getEmbeddedFileDos,
                        file::getEmbeddedFileMac,
                        file::getEmbeddedFileUnix)
                .map(Supplier::get)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
