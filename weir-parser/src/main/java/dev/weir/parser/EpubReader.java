package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads e-books: title and authors, then each document of the spine as a page. */
final class EpubReader implements FormatReader {
    /** What the package file says. */
    private static final class Book {
        private String title = "";
        private final List<String> about = new ArrayList<>();
        private final Map<String, String> manifest = new LinkedHashMap<>();
        private final List<String> spine = new ArrayList<>();
    }

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (Parts parts = Parts.open(source, inner.bounds())) {
            String opf = rootFile(parts);
            Book book = book(parts, opf);
            text.title(book.title);
            text.heading(1, book.title);
            book.about.forEach(text::paragraph);
            List<String> chapters = book.spine.isEmpty() ? List.copyOf(book.manifest.values()) : spine(book);
            for (int i = 0; i < chapters.size(); i++) {
                text.page(i + 1, chapters.size());
                chapter(parts, Parts.resolve(Parts.folder(opf), decoded(chapters.get(i))), text);
            }
        }
    }

    private static List<String> spine(Book book) {
        return book.spine.stream()
                .filter(book.manifest::containsKey)
                .map(id -> book.manifest.getOrDefault(id, ""))
                .toList();
    }

    private static void chapter(Parts parts, @Nullable String part, Text text) throws Exception {
        if (part == null || !parts.has(part)) {
            return;
        }
        byte[] bytes = parts.open(part).readAllBytes();
        if (isEncrypted(parts, part)) {
            throw new NotRead(Outcome.ENCRYPTED, "its text is encrypted by its seller, and cannot be read");
        }
        HtmlReader.readWhole(new Source(part, bytes, null), text);
    }

    private static String rootFile(Parts parts) throws Exception {
        try (Xml xml = parts.xml("META-INF/container.xml")) {
            while (xml.next()) {
                if (xml.starts("rootfile")) {
                    return xml.attributeOr("full-path", "");
                }
            }
        }
        throw new NotRead(Outcome.DAMAGED, "its container names no package file");
    }

    private static Book book(Parts parts, String opf) throws Exception {
        Book book = new Book();
        try (Xml xml = parts.xml(opf)) {
            while (xml.next()) {
                if (xml.isStart()) {
                    see(xml, book);
                }
            }
        }
        return book;
    }

    private static void see(Xml xml, Book book) throws Exception {
        switch (xml.name()) {
            case "title" -> book.title = book.title.isEmpty() ? xml.textOfElement() : book.title;
            case "creator", "contributor", "description" -> book.about.add(xml.textOfElement());
            case "item" -> item(xml, book);
            case "itemref" -> book.spine.add(xml.attributeOr("idref", ""));
            default -> {}
        }
    }

    private static void item(Xml xml, Book book) {
        String type = xml.attributeOr("media-type", "");
        if (type.contains("html") || type.contains("oeb1-document")) {
            book.manifest.put(xml.attributeOr("id", ""), xml.attributeOr("href", ""));
        }
    }

    /** Fonts are often obfuscated, which is listed in the same file and hinders nobody. */
    private static boolean isEncrypted(Parts parts, String part) throws Exception {
        if (!parts.has("META-INF/encryption.xml")) {
            return false;
        }
        try (Xml xml = parts.xml("META-INF/encryption.xml")) {
            while (xml.next()) {
                if (xml.starts("CipherReference")
                        && decoded(xml.attributeOr("URI", "")).equals(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
