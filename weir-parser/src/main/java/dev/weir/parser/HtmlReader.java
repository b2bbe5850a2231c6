package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Reads web pages without what stands around their text. Scripts do not run; nothing they name is loaded. */
final class HtmlReader implements FormatReader {
    /** A page's tree takes some ten times its bytes. */
    private static final int MOST_BYTES = 24 << 20;

    private static final int HEAD = 1 << 14;
    private static final Pattern CHARSET = Pattern.compile(
            "<(?:meta|\\?xml)\\s[^>]{0,400}?(?:charset|encoding)\\s{0,9}=\\s{0,9}[\"']?([\\w.:-]{2,40})");

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        Document page = parse(source);
        text.title(page.title());
        Boilerplate.remove(page);
        HtmlBlocks.tell(page.body(), text);
        frames(page, text);
        sayIfCut(source);
    }

    /** All of a page: of a book or a message, where nothing stands around the text. */
    static void readWhole(Source source, Text text) throws IOException {
        Document page = parse(source);
        Boilerplate.removeInvisible(page);
        HtmlBlocks.tell(page.body(), text);
        sayIfCut(source);
    }

    static void readWhole(String html, Text text) {
        Document page = Jsoup.parse(html.substring(0, Math.min(MOST_BYTES, html.length())));
        Boilerplate.removeInvisible(page);
        HtmlBlocks.tell(page.body(), text);
    }

    private static void sayIfCut(Source source) {
        if (source.bytes().length > MOST_BYTES) {
            throw new NotRead(
                    Outcome.TRUNCATED, "of a web page the first " + (MOST_BYTES >> 20) + " MB are read, no more");
        }
    }

    private static Document parse(Source source) throws IOException {
        int length = Math.min(MOST_BYTES, source.bytes().length);
        Charset charset = Charsets.of(source.bytes(), declared(source));
        return Jsoup.parse(new ByteArrayInputStream(source.bytes(), 0, length), charset.name(), "");
    }

    private static @Nullable String declared(Source source) {
        Matcher found = CHARSET.matcher(source.head(HEAD).toLowerCase(Locale.ROOT));
        while (found.find()) {
            if (Charsets.named(found.group(1)) != null) {
                return found.group(1);
            }
        }
        return null;
    }

    /** A frame may hold its page in an attribute; one that names an address is left alone. */
    private static void frames(Document page, Text text) {
        List<Element> frames = page.select("iframe[srcdoc]");
        for (Element frame : frames) {
            readWhole(frame.attr("srcdoc"), text);
        }
    }
}
