package dev.weir.parser;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * XML, read once from front to back. A document type is passed over, entities of its own are not replaced, and nothing
 * outside is ever opened: neither by the factory's settings nor, should they fail, by its resolver.
 */
final class Xml implements AutoCloseable {
    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;
    private final AutoCloseable under;
    private int event = XMLStreamConstants.START_DOCUMENT;
    private boolean hasUnknownEntities;

    private Xml(XMLStreamReader reader, AutoCloseable under) {
        this.reader = reader;
        this.under = under;
    }

    static Xml of(InputStream in) throws XMLStreamException {
        synchronized (FACTORY) {
            return new Xml(FACTORY.createXMLStreamReader(in), in);
        }
    }

    static Xml of(Reader in) throws XMLStreamException {
        synchronized (FACTORY) {
            return new Xml(FACTORY.createXMLStreamReader(in), in);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("nothing outside of the file is opened");
        });
        return factory;
    }

    /** Goes on to the next event; false at the end. */
    boolean next() throws XMLStreamException {
        if (!reader.hasNext()) {
            return false;
        }
        event = reader.next();
        hasUnknownEntities |= event == XMLStreamConstants.ENTITY_REFERENCE;
        return true;
    }

    /** Whether something stood for text that only the file's own document type explains. */
    boolean hasUnknownEntities() {
        return hasUnknownEntities;
    }

    boolean isStart() {
        return event == XMLStreamConstants.START_ELEMENT;
    }

    boolean isEnd() {
        return event == XMLStreamConstants.END_ELEMENT;
    }

    boolean isText() {
        return event == XMLStreamConstants.CHARACTERS
                || event == XMLStreamConstants.CDATA
                || event == XMLStreamConstants.SPACE;
    }

    boolean starts(String localName) {
        return isStart() && reader.getLocalName().equals(localName);
    }

    /** Of the element that starts or ends here, without its prefix. */
    String name() {
        return reader.getLocalName();
    }

    /** The last word of the element's namespace: {@code main}, {@code table}, {@code text}, {@code math}. */
    String space() {
        @Nullable String uri = reader.getNamespaceURI();
        return uri == null ? "" : uri.substring(Math.max(uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1);
    }

    String text() {
        return reader.getText();
    }

    /** By its name without a prefix. */
    @Nullable
    String attribute(String localName) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(localName)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** All of that name, whichever prefix they have. */
    List<String> attributesOf(String localName) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(localName)) {
                values.add(reader.getAttributeValue(i));
            }
        }
        return values;
    }

    String attributeOr(String localName, String otherwise) {
        @Nullable String value = attribute(localName);
        return value == null ? otherwise : value;
    }

    /** A number, bounded on both sides. */
    int number(String localName, int otherwise, int least, int most) {
        try {
            @Nullable String value = attribute(localName);
            return value == null ? otherwise : Math.clamp(Long.parseLong(value.strip()), least, most);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Passes over the element that starts here. */
    void skip() throws XMLStreamException {
        int depth = 1;
        while (depth > 0 && next()) {
            depth += isStart() ? 1 : isEnd() ? -1 : 0;
        }
    }

    /** All text up to the end of the element that starts here. */
    String textOfElement() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        while (depth > 0 && next()) {
            depth += isStart() ? 1 : isEnd() ? -1 : 0;
            if (isText() && text.length() < 1 << 24) {
                text.append(text());
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
            under.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
