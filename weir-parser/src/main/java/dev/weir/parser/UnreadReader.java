package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.Set;

/** Says of files that no reader is for what they are. */
final class UnreadReader implements FormatReader {
    private static final Set<String> DOCUMENTS = Set.of(
            "pdf", "docx", "pptx", "xlsx", "doc", "xls", "ppt", "html", "htm", "md", "eml", "msg", "mbox", "epub",
            "csv", "json", "zip", "rtf", "odt", "ods", "odp", "txt");

    @Override
    public void read(Source source, Text text, Inner inner) {
        if (DOCUMENTS.contains(source.extension())) {
            throw new NotRead(
                    Outcome.DAMAGED,
                    "it is named ." + source.extension() + ", but its content is nothing of that kind: "
                            + Detector.mediaType(source));
        }
        throw new NotRead(
                Outcome.UNSUPPORTED,
                "files of type " + Detector.mediaType(source)
                        + " are not read; PDF, Office, web pages, mail, e-books and text are");
    }
}
