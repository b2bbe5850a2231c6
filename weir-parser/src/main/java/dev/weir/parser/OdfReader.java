package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.Set;
import javax.xml.stream.XMLStreamException;

/** Reads OpenDocument texts, sheets and presentations: one walk for all, since they share their elements. */
final class OdfReader implements FormatReader {
    private static final Set<String> PASSED_OVER =
            Set.of("tracked-changes", "creator", "date", "forms", "sequence-decls", "automatic-styles", "scripts");

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (Parts parts = Parts.open(source, inner.bounds())) {
            refuseEncrypted(parts);
            title(parts, text);
            try (Xml xml = parts.xml("content.xml")) {
                walk(xml, text);
            }
            for (String name : parts.names()) {
                if (name.startsWith("Object ") && name.endsWith("/content.xml")) {
                    try (Xml xml = parts.xml(name)) {
                        walk(xml, text);
                    }
                }
            }
            new OfficeParts(parts, text).picturesIfThereIsNothingElse("Pictures/", inner);
        }
    }

    /** Encrypted parts are listed as such; a password of the request is of no use, for nothing here decrypts them. */
    private static void refuseEncrypted(Parts parts) throws Exception {
        if (!parts.has("META-INF/manifest.xml")) {
            return;
        }
        try (Xml xml = parts.xml("META-INF/manifest.xml")) {
            while (xml.next()) {
                if (xml.starts("encryption-data")) {
                    throw new NotRead(
                            Outcome.ENCRYPTED,
                            "it is protected by a password, and OpenDocument files are not opened with one: save it without");
                }
            }
        }
    }

    private static void title(Parts parts, Text text) throws Exception {
        if (!parts.has("meta.xml")) {
            return;
        }
        try (Xml xml = parts.xml("meta.xml")) {
            while (xml.next()) {
                if (xml.starts("title")) {
                    text.title(xml.textOfElement());
                }
            }
        }
    }

    static void walk(Xml xml, Text text) throws XMLStreamException {
        new Walk(text).walk(xml);
    }

    private static final class Walk {
        private final Text text;
        private final Flow flow;
        private int lists;
        private int sheets;
        private int pages;
        private int tables;
        private boolean isSheet;
        private int repeated = 1;

        Walk(Text text) {
            this.text = text;
            this.flow = new Flow(text);
        }

        void walk(Xml xml) throws XMLStreamException {
            int inParagraph = 0;
            while (xml.next()) {
                if (xml.isStart()) {
                    inParagraph += isParagraph(xml) ? 1 : 0;
                    start(xml);
                } else if (xml.isEnd()) {
                    inParagraph -= isParagraph(xml) ? 1 : 0;
                    end(xml);
                } else if (xml.isText() && inParagraph > 0) {
                    flow.text(xml.text());
                }
            }
            flow.flush();
        }

        private static boolean isParagraph(Xml xml) {
            return xml.name().equals("p") || xml.name().equals("h");
        }

        private void start(Xml xml) throws XMLStreamException {
            if (PASSED_OVER.contains(xml.name())) {
                xml.skip();
                return;
            }
            switch (xml.name()) {
                case "h" -> flow.begin(Kind.HEADING, xml.number("outline-level", 1, 1, 6));
                case "p" -> paragraph();
                case "list" -> lists++;
                case "spreadsheet" -> isSheet = true;
                case "page" -> page(xml);
                case "table" -> table(xml);
                case "table-row" -> flow.beginRow();
                case "table-cell", "covered-table-cell" -> cell(xml);
                case "s" -> flow.text(" ".repeat(xml.number("c", 1, 1, 100)));
                case "tab" -> flow.text("\t");
                case "line-break" -> flow.newLine();
                case "annotation", "note", "notes" -> flow.begin(Kind.ASIDE, 0);
                case "title", "desc" -> flow.aside(xml.textOfElement());
                default -> {}
            }
        }

        private void paragraph() {
            if (flow.isIn(Kind.ASIDE)) {
                flow.begin(Kind.ASIDE, 0);
            } else if (lists > 0) {
                flow.begin(Kind.LIST_ITEM, lists);
            } else {
                flow.begin(Kind.PARAGRAPH, 0);
            }
        }

        private void page(Xml xml) {
            if (xml.space().startsWith("drawing")) {
                text.page(++pages, 0);
            }
        }

        /** A table of its own is a sheet; one in a text is not. */
        private void table(Xml xml) {
            if (tables == 0 && isSheet) {
                text.page(++sheets, 0);
                text.heading(1, xml.attributeOr("name", "Sheet " + sheets));
            }
            tables++;
            flow.beginTable();
        }

        private void cell(Xml xml) {
            repeated = xml.number("number-columns-repeated", 1, 1, 30);
            flow.beginCell();
        }

        private void end(Xml xml) {
            switch (xml.name()) {
                case "h", "p", "annotation", "note", "notes" -> flow.end();
                case "list" -> lists--;
                case "table" -> {
                    tables--;
                    flow.endTable();
                }
                case "table-row" -> flow.endRow();
                case "table-cell", "covered-table-cell" -> {
                    flow.endCell();
                    flow.emptyCells(repeated - 1);
                }
                default -> {}
            }
        }
    }
}
