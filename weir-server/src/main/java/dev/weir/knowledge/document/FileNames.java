package dev.weir.knowledge.document;

import java.util.Locale;
import java.util.Set;

/** Which files of a folder are worth reading, by their endings. What a file is, its content decides later. */
public final class FileNames {
    private static final Set<String> DOCUMENTS = Set.of(
            "pdf", "doc", "docx", "dotx", "docm", "odt", "rtf", "ppt", "pptx", "pptm", "ppsx", "odp", "xls", "xlsx",
            "xlsm", "ods", "epub", "eml", "msg", "mbox", "csv", "tsv", "json", "jsonl", "xml", "yaml", "yml", "toml",
            "zip", "rst", "adoc", "tex");
    private static final Set<String> CODE = Set.of(
            "java", "kt", "scala", "groovy", "py", "rb", "go", "rs", "c", "h", "cc", "cpp", "hpp", "cs", "swift", "m",
            "js", "mjs", "ts", "jsx", "tsx", "php", "pl", "lua", "r", "sql", "sh", "bash", "ps1", "proto", "gradle");

    private FileNames() {}

    /** Whether a file of this name is a document, as far as a name can say. */
    public static boolean isDocument(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String ending = dot <= 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return DocumentReader.reads(fileName) || DOCUMENTS.contains(ending) || CODE.contains(ending);
    }
}
