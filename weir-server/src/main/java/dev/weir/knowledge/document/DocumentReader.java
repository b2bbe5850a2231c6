package dev.weir.knowledge.document;

import dev.weir.knowledge.document.DocumentReading.Read;
import dev.weir.knowledge.document.DocumentReading.Reason;
import dev.weir.knowledge.document.DocumentReading.Refused;
import dev.weir.spi.document.DocumentText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads text, Markdown and HTML, and refuses the rest by name. Both the file's name and its content decide:
 * a PDF called {@code notes.txt} is refused, not indexed as noise. Stateless and thread-safe.
 */
public final class DocumentReader {
    private static final Set<String> PLAIN = Set.of("", "txt", "text", "log");
    private static final Set<String> MARKDOWN = Set.of("md", "markdown", "mdown", "mkd");
    private static final Set<String> HTML = Set.of("html", "htm", "xhtml");
    private static final String READ =
            "text (.txt, .text, .log), Markdown (.md, .markdown) and HTML (.html, .htm, .xhtml)";

    private static final Map<String, String> UNREAD = Map.ofEntries(
            Map.entry("pdf", "PDF documents"),
            Map.entry("doc", "old Word documents"),
            Map.entry("docx", "Word documents"),
            Map.entry("odt", "OpenDocument texts"),
            Map.entry("rtf", "RTF documents"),
            Map.entry("xls", "old Excel workbooks"),
            Map.entry("xlsx", "Excel workbooks"),
            Map.entry("ods", "OpenDocument sheets"),
            Map.entry("ppt", "old PowerPoint presentations"),
            Map.entry("pptx", "PowerPoint presentations"),
            Map.entry("odp", "OpenDocument presentations"),
            Map.entry("epub", "EPUB books"),
            Map.entry("eml", "e-mail messages"),
            Map.entry("msg", "Outlook messages"),
            Map.entry("png", "images"),
            Map.entry("jpg", "images"),
            Map.entry("jpeg", "images"),
            Map.entry("gif", "images"),
            Map.entry("webp", "images"),
            Map.entry("tif", "images"),
            Map.entry("tiff", "images"),
            Map.entry("svg", "images"),
            Map.entry("zip", "archives"),
            Map.entry("gz", "archives"),
            Map.entry("tar", "archives"));

    private static final Pattern LOOKS_LIKE_HTML = Pattern.compile(
            "\\A\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)*<(?:!doctype\\s+html|html[\\s>])",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ANY_TAG = Pattern.compile("<[a-zA-Z!/][^>]*>");
    private static final Pattern DECLARED_CHARSET =
            Pattern.compile("<meta[^>]{0,200}charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9_:.-]+)", Pattern.CASE_INSENSITIVE);
    private static final int HEAD = 4096;

    /** Whether a file of this name would be looked at; for choosing among a folder's files. */
    public static boolean reads(String fileName) {
        String extension = extension(fileName);
        return !extension.isEmpty()
                && (PLAIN.contains(extension) || MARKDOWN.contains(extension) || HTML.contains(extension));
    }

    /**
     * @param fileName the name as its sender gave it, with or without folders; it decides the format
     * @param content the whole file
     */
    public DocumentReading read(String fileName, byte[] content) {
        String extension = extension(fileName);
        String unread = UNREAD.get(extension);
        if (unread != null) {
            return refused(
                    Reason.UNSUPPORTED_FORMAT, "%s: %s are not read yet; send %s".formatted(fileName, unread, READ));
        }
        if (!PLAIN.contains(extension) && !reads(fileName)) {
            return refused(
                    Reason.UNSUPPORTED_FORMAT,
                    "%s: .%s files are not read; send %s, or rename it to .txt if it is plain text"
                            .formatted(fileName, extension, READ));
        }
        if (content.length == 0) {
            return refused(Reason.EMPTY, fileName + ": the file is empty");
        }
        String kind = FileKind.of(content);
        return kind == null
                ? decode(fileName, extension, content)
                : refused(
                        Reason.NOT_WHAT_ITS_NAME_SAYS,
                        "%s: this is %s, not %s; send %s".formatted(fileName, kind, named(extension), READ));
    }

    private static DocumentReading decode(String fileName, String extension, byte[] content) {
        Optional<String> text = HTML.contains(extension) ? decodeHtml(content) : Characters.decode(content);
        if (text.isPresent()) {
            return parse(fileName, extension, text.get());
        }
        return hasZeros(content)
                ? refused(
                        Reason.NOT_WHAT_ITS_NAME_SAYS,
                        "%s: the content is binary, not %s".formatted(fileName, named(extension)))
                : refused(
                        Reason.UNREADABLE_ENCODING,
                        fileName + ": the characters are neither UTF-8, UTF-16 nor Windows-1252; save it as UTF-8");
    }

    private static Optional<String> decodeHtml(byte[] content) {
        String head = new String(content, 0, Math.min(content.length, HEAD), StandardCharsets.ISO_8859_1);
        var declared = DECLARED_CHARSET.matcher(head);
        return declared.find() ? Characters.decode(content, declared.group(1)) : Characters.decode(content);
    }

    private static DocumentReading parse(String fileName, String extension, String text) {
        if (text.isBlank()) {
            return refused(Reason.EMPTY, fileName + ": the file holds nothing but white space");
        }
        if (HTML.contains(extension)) {
            return html(fileName, text);
        }
        if (LOOKS_LIKE_HTML.matcher(text).lookingAt()) {
            return refused(
                    Reason.NOT_WHAT_ITS_NAME_SAYS,
                    "%s: this is an HTML page, not %s; rename it to .html".formatted(fileName, named(extension)));
        }
        return MARKDOWN.contains(extension)
                ? markdown(fileName, text)
                : read(DocumentText.plain(baseName(fileName), text));
    }

    private static DocumentReading html(String fileName, String text) {
        if (!ANY_TAG.matcher(text).find()) {
            return refused(
                    Reason.NOT_WHAT_ITS_NAME_SAYS,
                    fileName + ": there is no HTML in it; rename it to .txt if it is plain text");
        }
        var page = HtmlText.parse(text);
        String title = page.title();
        TextBuilder blocks = HtmlText.read(page);
        return finished(fileName, blocks, title.isBlank() ? blocks.firstHeading() : title);
    }

    private static DocumentReading markdown(String fileName, String text) {
        TextBuilder blocks = MarkdownText.read(text);
        return finished(fileName, blocks, blocks.firstHeading());
    }

    private static DocumentReading finished(String fileName, TextBuilder blocks, @Nullable String title) {
        DocumentText document = blocks.build(title == null ? baseName(fileName) : title);
        return document.text().isBlank()
                ? refused(Reason.EMPTY, fileName + ": there are no words in it once its markup is removed")
                : read(document);
    }

    private static DocumentReading read(DocumentText document) {
        return new Read(document);
    }

    private static DocumentReading refused(Reason reason, String message) {
        return new Refused(reason, message);
    }

    private static boolean hasZeros(byte[] content) {
        for (byte b : content) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static String named(String extension) {
        return MARKDOWN.contains(extension) ? "Markdown" : HTML.contains(extension) ? "HTML" : "plain text";
    }

    private static String baseName(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    private static String extension(String fileName) {
        String name = baseName(fileName);
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
