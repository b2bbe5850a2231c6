package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.PasswordProvider;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.onenote.OneNoteParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.microsoft.xml.SpreadsheetMLParser;
import org.apache.tika.parser.microsoft.xml.WordMLParser;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Reads the old formats of Microsoft by Tika's parsers, whose XHTML becomes blocks. */
final class TikaReader implements FormatReader {
    private final MediaType type;

    TikaReader(String type) {
        this.type = MediaType.parse(type);
    }

    @Override
    public void read(Source source, Text text, Inner inner) throws IOException, SAXException, TikaException {
        MediaType exact = type.getSubtype().equals("x-tika-msoffice")
                ? MediaType.parse(Detector.detect(source).mediaType())
                : type;
        ParseContext context = new ParseContext();
        Parser parser = parser(exact, context);
        context.set(PasswordProvider.class, ignored -> source.password() == null ? "" : source.password());
        context.set(OfficeParserConfig.class, config());
        context.set(EmbeddedDocumentExtractor.class, new Embedded(inner));
        Metadata metadata = new Metadata();
        metadata.set(Metadata.CONTENT_TYPE, exact.toString());
        XhtmlBlocks blocks = new XhtmlBlocks(text);
        try (InputStream in = TikaInputStream.get(source.bytes())) {
            parser.parse(in, blocks, metadata, context);
        } finally {
            blocks.end();
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }
        @Nullable String title = metadata.get(TikaCoreProperties.TITLE);
        text.title(title == null ? "" : title);
    }

    private static OfficeParserConfig config() {
        OfficeParserConfig config = new OfficeParserConfig();
        config.setIncludeSlideMasterContent(false);
        config.setIncludeHeadersAndFooters(true);
        return config;
    }

    private static Parser parser(MediaType type, ParseContext context) {
        List<Parser> parsers = List.of(
                new OfficeParser(),
                new RTFParser(),
                new WordMLParser(),
                new SpreadsheetMLParser(),
                new OneNoteParser());
        return parsers.stream()
                .filter(parser -> parser.getSupportedTypes(context).contains(type))
                .findFirst()
                .orElseThrow(() -> new NotRead(
                        Outcome.UNSUPPORTED, "files of type " + type + " are not read; save it in a newer format"));
    }

    /** What Tika finds in the file is read the way everything else is; pictures in the text are no files. */
    private static final class Embedded implements EmbeddedDocumentExtractor {
        private final Inner inner;

        Embedded(Inner inner) {
            this.inner = inner;
        }

        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            @Nullable String type = metadata.get(Metadata.CONTENT_TYPE);
            return type == null || !type.startsWith("image/") && !type.contains("metafile");
        }

        @Override
        public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean html)
                throws IOException {
            @Nullable String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
            inner.open(name == null ? "embedded" : name, stream);
        }
    }
}
