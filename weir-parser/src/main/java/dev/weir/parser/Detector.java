package dev.weir.parser;

import java.io.IOException;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MimeTypes;

/** Finds out what a file is: by its first bytes, by what is in a container, by what text looks like; last by its name. */
final class Detector {
    private static final int HEAD = 1_024;
    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();
    private static final Set<String> TIKA_READS = Set.of(
            "application/vnd.ms-wordml",
            "application/vnd.ms-spreadsheetml",
            "application/vnd.ms-word2006ml",
            "application/onenote;format=one",
            "application/onenote; format=one",
            "application/vnd.ms-excel.sheet.4",
            "application/vnd.ms-excel.sheet.3",
            "application/vnd.ms-excel.sheet.2");

    private Detector() {}

    static Detection detect(Source source) {
        if (isPdf(source)) {
            return Detection.of(Kind.PDF);
        }
        if (source.startsWith('P', 'K', 3, 4) || source.startsWith('P', 'K', 5, 6)) {
            return ZipKinds.detect(source);
        }
        if (source.startsWith(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) {
            return OleKinds.detect(source);
        }
        if (source.head(HEAD).stripLeading().startsWith("{\\rtf")) {
            return Detection.of(Kind.RTF);
        }
        if (source.startsWith(0x1f, 0x8b)) {
            return Detection.of(Kind.GZIP);
        }
        return Charsets.isText(source.bytes()) ? TextKinds.detect(source) : binary(source);
    }

    /** Some files have garbage before the header; a text about PDF files has no such end. */
    private static boolean isPdf(Source source) {
        int header = source.head(HEAD).indexOf("%PDF-");
        String tail = source.tail(HEAD);
        return header == 0 || header > 0 && (tail.contains("%%EOF") || tail.contains("startxref"));
    }

    private static Detection binary(Source source) {
        String type = mediaType(source);
        if (type.startsWith("image/")) {
            return new Detection(Kind.IMAGE, type);
        }
        if (type.equals("application/x-tar") || type.equals("application/x-gtar")) {
            return Detection.of(Kind.TAR);
        }
        if (type.equals(Kind.MBOX.mediaType()) || type.equals(Kind.EML.mediaType())) {
            return TextKinds.detect(source);
        }
        return new Detection(TIKA_READS.contains(type) ? Kind.OLE : Kind.OTHER, type);
    }

    /** By magic bytes, and by the name where these leave it open. */
    static String mediaType(Source source) {
        Metadata name = new Metadata();
        name.set(TikaCoreProperties.RESOURCE_NAME_KEY, source.name());
        try {
            return TYPES.detect(source.stream(), name).toString();
        } catch (IOException e) {
            return Kind.OTHER.mediaType();
        }
    }
}
