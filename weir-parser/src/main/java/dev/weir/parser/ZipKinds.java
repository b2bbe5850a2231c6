package dev.weir.parser;

import dev.weir.spi.parsing.ParseRequest.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells the formats apart that are ZIP files inside. */
final class ZipKinds {
    private static final int LONGEST_TYPE = 200;

    private ZipKinds() {}

    static Detection detect(Source source) {
        try (Parts parts = Parts.open(source, new Bounds(Limits.DEFAULT))) {
            if (parts.has("mimetype")) {
                String type = new String(parts.open("mimetype").readNBytes(LONGEST_TYPE), StandardCharsets.US_ASCII);
                return byMimeType(type.strip());
            }
            return parts.has("[Content_Types].xml") ? office(parts) : other(parts);
        } catch (IOException | RuntimeException damaged) {
            return byName(source);
        }
    }

    private static Detection byMimeType(String type) {
        if (type.equals(Kind.EPUB.mediaType())) {
            return Detection.of(Kind.EPUB);
        }
        for (Kind kind : new Kind[] {Kind.ODT, Kind.ODS, Kind.ODP}) {
            if (type.startsWith(kind.mediaType())) {
                return new Detection(kind, type);
            }
        }
        return type.startsWith("application/vnd.oasis.opendocument")
                ? new Detection(Kind.ODT, type)
                : Detection.of(Kind.ZIP);
    }

    private static Detection office(Parts parts) {
        if (parts.has("word/document.xml") || parts.hasFolder("word/")) {
            return Detection.of(Kind.DOCX);
        }
        if (parts.has("ppt/presentation.xml") || parts.hasFolder("ppt/")) {
            return Detection.of(Kind.PPTX);
        }
        if (parts.has("xl/workbook.bin")) {
            return new Detection(Kind.OLE, "application/vnd.ms-excel.sheet.binary.macroenabled.12");
        }
        return parts.has("xl/workbook.xml") || parts.hasFolder("xl/")
                ? Detection.of(Kind.XLSX)
                : Detection.of(Kind.ZIP);
    }

    private static Detection other(Parts parts) {
        return Detection.of(parts.has("META-INF/container.xml") ? Kind.EPUB : Kind.ZIP);
    }

    /** What is too damaged to look into is what its name says, and its reader will say what is wrong. */
    private static Detection byName(Source source) {
        return switch (source.extension()) {
            case "docx", "docm", "dotx" -> Detection.of(Kind.DOCX);
            case "pptx", "pptm", "ppsx" -> Detection.of(Kind.PPTX);
            case "xlsx", "xlsm", "xltx" -> Detection.of(Kind.XLSX);
            case "odt" -> Detection.of(Kind.ODT);
            case "ods" -> Detection.of(Kind.ODS);
            case "odp" -> Detection.of(Kind.ODP);
            case "epub" -> Detection.of(Kind.EPUB);
            default -> Detection.of(Kind.ZIP);
        };
    }
}
