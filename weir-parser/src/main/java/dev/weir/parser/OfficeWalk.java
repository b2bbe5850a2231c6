package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a part of an Office file: paragraphs, tables and text of WordprocessingML and DrawingML, which share
 * their element's names, and formulas. What is deleted, hidden behind a field or told twice is passed over.
 */
final class OfficeWalk {
    private static final int DEEPEST = 1_000;

    /** What a file type does with what is its own. */
    interface Extras {
        /** The element that starts here, other than paragraphs, tables and text. */
        void start(Xml xml) throws Exception;

        default void end(Xml xml) {}

        /** A paragraph begins; says what it is as long as its own properties do not. */
        default void paragraph(Flow flow) {
            flow.begin(Kind.PARAGRAPH, 0);
        }
    }

    /** What the styles of a document make of its paragraphs. */
    private final Map<String, Integer> headings;

    private final Flow flow;
    private final Extras extras;

    OfficeWalk(Flow flow, Map<String, Integer> headings, Extras extras) {
        this.flow = flow;
        this.headings = new HashMap<>(headings);
        this.extras = extras;
    }

    void walk(Xml xml) throws Exception {
        int depth = 0;
        while (xml.next()) {
            if (xml.isStart()) {
                depth++;
                if (depth > DEEPEST) {
                    throw new NotRead(Outcome.TOO_LARGE, "its parts are nested deeper than " + DEEPEST + " levels");
                }
                if (isPassedOver(xml)) {
                    xml.skip();
                    depth--;
                } else if (xml.name().equals("t")) {
                    text(xml);
                    depth--;
                } else {
                    start(xml);
                }
            } else if (xml.isEnd()) {
                depth--;
                end(xml);
            }
        }
        flow.flush();
    }

    private static boolean isPassedOver(Xml xml) {
        return switch (xml.name()) {
            case "Fallback", "moveFrom", "del", "instrText", "delText", "rPh", "tcPrChange", "pPrChange", "rPrChange" ->
                true;
            default -> false;
        };
    }

    private void text(Xml xml) throws XMLStreamException {
        int depth = 1;
        while (depth > 0 && xml.next()) {
            depth += xml.isStart() ? 1 : xml.isEnd() ? -1 : 0;
            if (xml.isText()) {
                flow.text(xml.text());
            }
        }
    }

    private void start(Xml xml) throws Exception {
        switch (xml.name()) {
            case "p" -> extras.paragraph(flow);
            case "tbl" -> flow.beginTable();
            case "tr" -> flow.beginRow();
            case "tc" -> flow.beginCell();
            case "pStyle" -> style(xml.attribute("val"));
            case "outlineLvl" -> outline(xml.number("val", 9, 0, 9));
            case "numPr" -> item(0);
            case "ilvl" -> item(xml.number("val", 0, 0, 20));
            case "tab", "ptab" -> flow.text("\t");
            case "br", "cr" -> flow.newLine();
            case "noBreakHyphen" -> flow.text("-");
            case "docPr", "cNvPr" -> description(xml);
            case "den" -> flow.text("/");
            case "sup" -> flow.text("^");
            case "sub" -> flow.text("_");
            default -> extras.start(xml);
        }
    }

    private void end(Xml xml) {
        switch (xml.name()) {
            case "p" -> flow.end();
            case "tbl" -> flow.endTable();
            case "tr" -> flow.endRow();
            case "tc" -> flow.endCell();
            default -> extras.end(xml);
        }
    }

    private void style(@Nullable String style) {
        Integer level = style == null ? null : headings.get(style);
        if (level != null) {
            flow.is(Kind.HEADING, level);
        }
    }

    private void outline(int level) {
        if (level < 9) {
            flow.is(Kind.HEADING, level + 1);
        }
    }

    private void item(int depth) {
        if (!flow.isIn(Kind.HEADING)) {
            flow.is(Kind.LIST_ITEM, depth + 1);
        }
    }

    private void description(Xml xml) {
        String description = xml.attributeOr("descr", "");
        if (!description.isBlank()) {
            flow.aside(description);
        }
    }
}
