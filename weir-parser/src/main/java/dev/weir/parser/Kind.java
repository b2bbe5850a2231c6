package dev.weir.parser;

/** The kinds of files that are told apart. */
enum Kind {
    PDF("application/pdf", new PdfReader()),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", new DocxReader()),
    PPTX("application/vnd.openxmlformats-officedocument.presentationml.presentation", new PptxReader()),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", new XlsxReader()),
    DOC("application/msword", new TikaReader("application/msword")),
    XLS("application/vnd.ms-excel", new TikaReader("application/vnd.ms-excel")),
    PPT("application/vnd.ms-powerpoint", new TikaReader("application/vnd.ms-powerpoint")),
    RTF("application/rtf", new RtfReader()),
    /** Any other Microsoft format that Tika has a parser for. */
    OLE("application/x-tika-msoffice", new TikaReader("application/x-tika-msoffice")),
    MSG("application/vnd.ms-outlook", new MsgReader()),
    ENCRYPTED_OFFICE("application/x-tika-ooxml-protected", new ProtectedOfficeReader()),
    ODT("application/vnd.oasis.opendocument.text", new OdfReader()),
    ODS("application/vnd.oasis.opendocument.spreadsheet", new OdfReader()),
    ODP("application/vnd.oasis.opendocument.presentation", new OdfReader()),
    EPUB("application/epub+zip", new EpubReader()),
    ZIP("application/zip", new ZipReader()),
    TAR("application/x-tar", new TarReader()),
    GZIP("application/gzip", new GzipReader()),
    EML("message/rfc822", new MailReader()),
    MBOX("application/mbox", new MboxReader()),
    HTML("text/html", new HtmlReader()),
    XML("application/xml", new XmlReader()),
    MARKDOWN("text/markdown", new MarkdownReader()),
    CSV("text/csv", new CsvReader()),
    JSON("application/json", new JsonReader()),
    CODE("text/plain", new CodeReader()),
    TEXT("text/plain", new PlainReader()),
    IMAGE("image/*", new ImageReader()),
    OTHER("application/octet-stream", new UnreadReader());

    private final String mediaType;
    private final FormatReader reader;

    Kind(String mediaType, FormatReader reader) {
        this.mediaType = mediaType;
        this.reader = reader;
    }

    String mediaType() {
        return mediaType;
    }

    FormatReader reader() {
        return reader;
    }
}
