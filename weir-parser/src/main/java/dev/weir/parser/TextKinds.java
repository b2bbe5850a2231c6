package dev.weir.parser;

import java.util.Locale;
import java.util.Set;

/** Tells text formats apart: by what they look like where that is clear, else by the name. */
final class TextKinds {
    private static final int HEAD = 4_096;
    private static final Set<String> MAIL_HEADERS = Set.of(
            "from",
            "to",
            "cc",
            "subject",
            "date",
            "received",
            "return-path",
            "delivered-to",
            "message-id",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "reply-to",
            "sender",
            "x-mailer",
            "x-originating-ip",
            "x-priority",
            "dkim-signature",
            "thread-topic",
            "thread-index",
            "references",
            "in-reply-to",
            "x-mozilla-status",
            "x-received",
            "arc-seal",
            "authentication-results");
    private static final Set<String> MARKDOWN = Set.of("md", "markdown", "mdown", "mkd", "mdx", "rmd", "qmd");
    private static final Set<String> CODE = Set.of(
            ("java kt kts scala groovy clj c h cc cpp cxx hpp hh cs fs vb go rs swift m mm py pyi rb pl pm php js mjs cjs"
                            + " jsx ts tsx vue svelte sh bash zsh fish ps1 bat cmd sql r jl lua ex exs erl hrl hs ml mli"
                            + " dart zig nim v sol asm s css scss sass less tf proto graphql yaml yml toml ini cfg conf"
                            + " properties gradle cmake makefile dockerfile jenkinsfile vagrantfile gemfile rakefile")
                    .split(" "));

    private TextKinds() {}

    static Detection detect(Source source) {
        String head = Charsets.head(source.bytes(), HEAD).stripLeading();
        String extension = source.extension();
        if (head.startsWith("From ") && isMail(head.substring(head.indexOf('\n') + 1))) {
            return Detection.of(Kind.MBOX);
        }
        if (!CODE.contains(extension) && !MARKDOWN.contains(extension)) {
            if (isMail(head)) {
                return Detection.of(Kind.EML);
            }
            if (isMarkup(head)) {
                return markup(source, head);
            }
        }
        return named(source, extension, head);
    }

    private static Detection named(Source source, String extension, String head) {
        if (MARKDOWN.contains(extension)) {
            return Detection.of(Kind.MARKDOWN);
        }
        if (CODE.contains(extension)) {
            return new Detection(Kind.CODE, textType(source));
        }
        return switch (extension) {
            case "html", "htm", "xhtml", "shtml" -> Detection.of(Kind.HTML);
            case "xml", "rss", "atom", "svg", "xsd", "xsl", "fodt", "fods", "fodp" -> Detection.of(Kind.XML);
            case "eml", "mht", "mhtml" -> Detection.of(isLikeMail(head) ? Kind.EML : Kind.TEXT);
            case "mbox" -> Detection.of(Kind.MBOX);
            case "csv", "tsv", "tab" -> Detection.of(Kind.CSV);
            case "json", "jsonl", "ndjson", "ipynb", "geojson" -> Detection.of(Kind.JSON);
            default -> byLook(source, head);
        };
    }

    private static Detection byLook(Source source, String head) {
        if ((head.startsWith("{") || head.startsWith("[")) && JsonReader.isJson(source)) {
            return Detection.of(Kind.JSON);
        }
        boolean isNamedAsSheet =
                source.extension().startsWith("xls") || source.extension().equals("ods");
        return Detection.of(isNamedAsSheet && CsvReader.isTable(head) ? Kind.CSV : Kind.TEXT);
    }

    private static String textType(Source source) {
        String type = Detector.mediaType(source);
        return type.startsWith("text/") ? type : Kind.CODE.mediaType();
    }

    private static boolean isMarkup(String head) {
        return head.startsWith("<") && head.length() > 1 && !Character.isWhitespace(head.charAt(1));
    }

    private static Detection markup(Source source, String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("<html") || lower.startsWith("<!doctype html")) {
            return Detection.of(Kind.HTML);
        }
        if (lower.startsWith("<?xml")
                || lower.startsWith("<rss")
                || lower.startsWith("<feed")
                || lower.startsWith("<svg")) {
            String type = Detector.mediaType(source);
            return type.equals("application/vnd.ms-wordml") || type.equals("application/vnd.ms-spreadsheetml")
                    ? new Detection(Kind.OLE, type)
                    : Detection.of(Kind.XML);
        }
        boolean isHtml = lower.startsWith("<head")
                || lower.startsWith("<body")
                || lower.startsWith("<div")
                || lower.startsWith("<p>")
                || lower.startsWith("<table")
                || lower.startsWith("<title")
                || lower.startsWith("<h1")
                || lower.startsWith("<meta")
                || lower.startsWith("<script");
        return isHtml ? Detection.of(Kind.HTML) : named(source, source.extension(), "");
    }

    /** The first lines are headers of messages, two or more of them well known, or their name says so as well. */
    private static boolean isMail(String head) {
        return mailHeaders(head) > 1;
    }

    private static boolean isLikeMail(String head) {
        return mailHeaders(head) > 0;
    }

    private static int mailHeaders(String head) {
        int known = 0;
        for (String line : head.split("\r?\n", 60)) {
            int colon = line.indexOf(':');
            if (line.isEmpty()) {
                return known;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                if (colon < 1 || line.substring(0, colon).chars().anyMatch(c -> c <= ' ' || c > '~')) {
                    return line.startsWith(">From ") ? known : isCut(head, line) ? known : 0;
                }
                known += MAIL_HEADERS.contains(line.substring(0, colon).toLowerCase(Locale.ROOT)) ? 1 : 0;
            }
        }
        return known;
    }

    private static boolean isCut(String head, String line) {
        return head.length() >= HEAD / 4 && head.endsWith(line);
    }
}
