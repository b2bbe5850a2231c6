package dev.weir.parser;

import java.io.IOException;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Tells the formats apart that are Microsoft's compound files inside. */
final class OleKinds {
    private OleKinds() {}

    static Detection detect(Source source) {
        try (POIFSFileSystem files = new POIFSFileSystem(source.stream())) {
            return detect(files.getRoot());
        } catch (IOException | RuntimeException damaged) {
            return byName(source);
        }
    }

    private static Detection detect(DirectoryNode root) {
        if (root.hasEntry("EncryptedPackage")) {
            return Detection.of(Kind.ENCRYPTED_OFFICE);
        }
        if (root.hasEntry("__properties_version1.0")) {
            return Detection.of(Kind.MSG);
        }
        if (root.hasEntry("WordDocument")) {
            return Detection.of(Kind.DOC);
        }
        if (root.hasEntry("PowerPoint Document")) {
            return Detection.of(Kind.PPT);
        }
        boolean isSheet = root.hasEntry("Workbook") || root.hasEntry("WORKBOOK") || root.hasEntry("Book");
        return Detection.of(isSheet ? Kind.XLS : Kind.OLE);
    }

    private static Detection byName(Source source) {
        return switch (source.extension()) {
            case "doc", "dot" -> Detection.of(Kind.DOC);
            case "xls", "xlt" -> Detection.of(Kind.XLS);
            case "ppt", "pps" -> Detection.of(Kind.PPT);
            case "msg" -> Detection.of(Kind.MSG);
            default -> Detection.of(Kind.OLE);
        };
    }
}
