package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import javax.xml.stream.XMLStreamException;

/**
 * Reads XML of any kind: feeds as articles, drawings and others as the texts in their elements, flat OpenDocument as such.
 */
final class XmlReader implements FormatReader {
    private static final int HEAD = 4_096;

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        String head = source.head(HEAD);
        try (Xml xml = Xml.of(source.stream())) {
            if (head.contains("office:document") && head.contains("opendocument")) {
                OdfReader.walk(xml, text);
            } else if (head.contains("<rss") || head.contains("<feed") || head.contains("<rdf:RDF")) {
                feed(xml, text);
            } else {
                texts(xml, text);
            }
            if (xml.hasUnknownEntities()) {
                throw new NotRead(
                        Outcome.TRUNCATED,
                        "read without the entities that its document type declares: they are not replaced");
            }
        }
    }

    private static void feed(Xml xml, Text text) throws XMLStreamException {
        Entry entry = new Entry();
        boolean inEntry = false;
        while (xml.next()) {
            if (xml.isEnd() && isEntry(xml)) {
                entry.tell(text);
                entry = new Entry();
                inEntry = false;
            } else if (xml.isStart()) {
                inEntry |= isEntry(xml);
                element(xml, text, entry, inEntry);
            }
        }
    }

    private static boolean isEntry(Xml xml) {
        return xml.name().equals("item") || xml.name().equals("entry");
    }

    /** An article has its text once, though many feeds have its beginning as well. */
    private static final class Entry {
        private String summary = "";
        private String content = "";

        void tell(Text text) {
            HtmlReader.readWhole(content.isBlank() ? summary : content, text);
        }
    }

    private static void element(Xml xml, Text text, Entry entry, boolean inEntry) throws XMLStreamException {
        switch (xml.name()) {
            case "title" -> {
                String title = xml.textOfElement();
                text.title(title);
                text.heading(inEntry ? 2 : 1, title);
            }
            case "description", "summary" -> {
                String summary = xml.textOfElement();
                if (inEntry) {
                    entry.summary = summary;
                } else {
                    HtmlReader.readWhole(summary, text);
                }
            }
            case "encoded", "content" -> entry.content = xml.textOfElement();
            case "pubDate", "published", "updated", "creator" -> text.aside(xml.textOfElement());
            default -> {}
        }
    }

    /** Each stretch of text between two tags is a paragraph. */
    private static void texts(Xml xml, Text text) throws XMLStreamException {
        Flow flow = new Flow(text);
        while (xml.next()) {
            if (xml.isText()) {
                flow.text(xml.text());
            } else if (xml.starts("style") || xml.starts("script")) {
                xml.skip();
            } else {
                flow.flush();
            }
        }
        flow.flush();
    }
}
