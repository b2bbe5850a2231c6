package dev.weir.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/** One sheet of an Excel file. */
final class SheetRows {
    /** Cells beyond so many empty ones move up to them: their distance says nothing, and costs much. */
    private static final int MOST_EMPTY = 30;

    private final Parts parts;
    private final OfficeParts office;
    private final Text text;
    private final Inner inner;
    private final List<String> shared;
    private final List<String> formats;
    private final CellFormat format = new CellFormat();
    private List<String> row = new ArrayList<>();
    private int lastColumn;

    SheetRows(Parts parts, OfficeParts office, Text text, Inner inner, List<String> shared, List<String> formats) {
        this.parts = parts;
        this.office = office;
        this.text = text;
        this.inner = inner;
        this.shared = shared;
        this.formats = formats;
    }

    void read(String part) throws Exception {
        try (Xml xml = parts.xml(part)) {
            while (xml.next()) {
                if (xml.isStart()) {
                    start(xml);
                } else if (xml.isEnd() && xml.name().equals("row")) {
                    text.row(row);
                }
            }
        }
        beside(parts.relations(part));
    }

    private void start(Xml xml) throws XMLStreamException {
        switch (xml.name()) {
            case "row" -> {
                row = new ArrayList<>();
                lastColumn = 0;
            }
            case "c" -> cell(xml);
            case "oddHeader", "oddFooter" -> text.aside(XlsxReader.withoutFields(xml.textOfElement()));
            default -> {}
        }
    }

    private void cell(Xml xml) throws XMLStreamException {
        int column = column(xml.attributeOr("r", ""));
        String type = xml.attributeOr("t", "n");
        int style = xml.number("s", 0, 0, 1 << 20);
        String value = value(xml, type, style);
        if (value.isEmpty()) {
            return;
        }
        int at = column == 0 ? lastColumn + 1 : column;
        for (int empty = 0; empty < Math.min(MOST_EMPTY, at - lastColumn - 1); empty++) {
            row.add("");
        }
        row.add(value);
        lastColumn = at;
    }

    private String value(Xml xml, String type, int style) throws XMLStreamException {
        String value = "";
        while (xml.next() && !(xml.isEnd() && xml.name().equals("c"))) {
            if (xml.starts("v")) {
                value = xml.textOfElement();
            } else if (xml.starts("is")) {
                value = XlsxReader.string(xml, "is");
            }
        }
        return switch (type) {
            case "s" -> sharedString(value);
            case "b" -> value.equals("1") ? "TRUE" : value.equals("0") ? "FALSE" : value;
            case "n" -> format.show(value, style < formats.size() ? formats.get(style) : "General");
            default -> value;
        };
    }

    private String sharedString(String index) {
        try {
            int at = Integer.parseInt(index.strip());
            return at >= 0 && at < shared.size() ? shared.get(at) : "";
        } catch (NumberFormatException e) {
            return "";
        }
    }

    /** From 1 for A; 0 where the cell does not say. */
    private static int column(String reference) {
        int column = 0;
        for (int i = 0; i < reference.length() && i < 3; i++) {
            char c = reference.charAt(i);
            if (c < 'A' || c > 'Z') {
                break;
            }
            column = column * 26 + (c - 'A' + 1);
        }
        return column;
    }

    private void beside(Map<String, Parts.Relation> relations) throws Exception {
        for (Parts.Relation relation : relations.values()) {
            switch (relation.type()) {
                case "comments", "threadedComment" -> comments(relation.part());
                case "drawing" -> drawing(relation.part());
                default -> {}
            }
        }
        office.embedded(relations, inner);
    }

    private void comments(String part) throws Exception {
        try (Xml xml = parts.xml(part)) {
            while (xml.next()) {
                if (xml.starts("comment") || xml.starts("threadedComment")) {
                    String element = xml.name();
                    String cell = xml.attributeOr("ref", "");
                    text.aside((cell + ": " + comment(xml, element)).strip());
                }
            }
        }
    }

    private static String comment(Xml xml, String element) throws XMLStreamException {
        StringBuilder comment = new StringBuilder();
        while (xml.next() && !(xml.isEnd() && xml.name().equals(element))) {
            if (xml.starts("t") || xml.starts("text") && element.equals("threadedComment")) {
                comment.append(xml.textOfElement());
            }
        }
        return comment.toString();
    }

    private void drawing(String part) throws Exception {
        office.asides(part);
        for (Parts.Relation relation : parts.relations(part).values()) {
            if (relation.type().equals("chart")) {
                office.chart(relation.part());
            }
        }
    }
}
