package dev.weir.parser;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.jspecify.annotations.Nullable;

/**
 * Reads Excel files of today: a page for each sheet, its name as a heading, its rows as they are shown, then comments,
 * text boxes and charts. Formulas are what the file says they came to; other files they point to are not opened.
 */
final class XlsxReader implements FormatReader {
    private static final Pattern FIELD_OF_HEADER =
            Pattern.compile("&[LCRPNDTFAZGKBIUESXYO]|&\"[^\"]{0,80}\"|&[0-9]{1,3}");

    private record Sheet(String name, String part) {}

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (Parts parts = Parts.open(source, inner.bounds())) {
            var office = new OfficeParts(parts, text);
            office.title();
            String main = office.main("xl/workbook.xml");
            Map<String, Parts.Relation> relations = parts.relations(main);
            List<String> shared = List.of();
            List<String> formats = List.of();
            for (Parts.Relation relation : relations.values()) {
                switch (relation.type()) {
                    case "sharedStrings" -> shared = shared(parts, relation.part());
                    case "styles" -> formats = formats(parts, relation.part());
                    default -> {}
                }
            }
            List<Sheet> sheets = sheets(parts, main, relations);
            for (int i = 0; i < sheets.size(); i++) {
                text.page(i + 1, sheets.size());
                text.heading(1, sheets.get(i).name());
                new SheetRows(parts, office, text, inner, shared, formats)
                        .read(sheets.get(i).part());
            }
        }
    }

    private static List<Sheet> sheets(Parts parts, String main, Map<String, Parts.Relation> relations)
            throws Exception {
        List<Sheet> sheets = new ArrayList<>();
        try (Xml xml = parts.xml(main)) {
            while (xml.next()) {
                Parts.Relation relation = xml.starts("sheet") ? relations.get(xml.attributeOr("id", "")) : null;
                if (relation != null) {
                    sheets.add(new Sheet(xml.attributeOr("name", "Sheet " + (sheets.size() + 1)), relation.part()));
                }
            }
        }
        return sheets;
    }

    private static List<String> shared(Parts parts, String part) throws IOException, XMLStreamException {
        List<String> strings = new ArrayList<>();
        try (Xml xml = parts.xml(part)) {
            while (xml.next()) {
                if (xml.starts("si")) {
                    strings.add(string(xml, "si"));
                }
            }
        }
        return strings;
    }

    /** The text of the runs up to the element's end, without the readings that stand over Japanese. */
    static String string(Xml xml, String element) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (xml.next() && !(xml.isEnd() && xml.name().equals(element))) {
            if (xml.starts("rPh")) {
                xml.skip();
            } else if (xml.starts("t")) {
                text.append(xml.textOfElement());
            }
        }
        return text.toString();
    }

    /** The number format of each style of a cell. */
    private static List<String> formats(Parts parts, String part) throws IOException, XMLStreamException {
        Map<Integer, String> own = new HashMap<>();
        List<String> formats = new ArrayList<>();
        boolean inCells = false;
        try (Xml xml = parts.xml(part)) {
            while (xml.next()) {
                if (xml.starts("numFmt")) {
                    own.put(xml.number("numFmtId", 0, 0, 1 << 20), xml.attributeOr("formatCode", "General"));
                } else if (xml.starts("cellXfs")) {
                    inCells = true;
                } else if (xml.isEnd() && xml.name().equals("cellXfs")) {
                    inCells = false;
                } else if (inCells && xml.starts("xf")) {
                    formats.add(format(own, xml.number("numFmtId", 0, 0, 1 << 20)));
                }
            }
        }
        return formats;
    }

    private static String format(Map<Integer, String> own, int id) {
        @Nullable String builtIn = BuiltinFormats.getBuiltinFormat(id);
        return own.getOrDefault(id, builtIn == null ? "General" : builtIn);
    }

    static String withoutFields(String header) {
        return FIELD_OF_HEADER.matcher(header).replaceAll(" ");
    }
}
