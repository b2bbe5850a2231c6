package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Block;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** What Word, PowerPoint and Excel files have in common: a title, charts, diagrams, files in the file. */
final class OfficeParts {
    private static final int MOST_POINTS = 10_000;

    private final Parts parts;
    private final Text text;

    OfficeParts(Parts parts, Text text) {
        this.parts = parts;
        this.text = text;
    }

    void title() throws IOException, XMLStreamException {
        if (!parts.has("docProps/core.xml")) {
            return;
        }
        try (Xml xml = parts.xml("docProps/core.xml")) {
            while (xml.next()) {
                if (xml.starts("title")) {
                    text.title(xml.textOfElement());
                }
            }
        }
    }

    /** The main part, which the package's own relations name. */
    String main(String usual) throws IOException, XMLStreamException {
        return parts.relations("").values().stream()
                .filter(relation -> relation.type().equals("officeDocument"))
                .map(Parts.Relation::part)
                .findFirst()
                .orElse(usual);
    }

    /** Paragraphs of a part, each an aside: diagrams, notes, headers. */
    void asides(String part) throws Exception {
        for (String aside : paragraphs(part)) {
            text.aside(aside);
        }
    }

    /** All paragraphs of a part as plain text. */
    List<String> paragraphs(String part) throws Exception {
        List<String> paragraphs = new ArrayList<>();
        var sink = new Text(
                event -> {
                    if (event instanceof Block block) {
                        paragraphs.add(block.text());
                    }
                },
                new Bounds(Limits.DEFAULT));
        try (Xml xml = parts.xml(part)) {
            new OfficeWalk(new Flow(sink), Map.of(), ignored -> {}).walk(xml);
        }
        return paragraphs;
    }

    /** A chart: its title, then a row for each category with the values of all series. */
    void chart(String part) throws Exception {
        Chart chart = new Chart();
        try (Xml xml = parts.xml(part)) {
            while (xml.next()) {
                chart.see(xml);
            }
        }
        chart.tell(text);
    }

    /** Collects what a chart says, with the values that the file keeps of its table. */
    private static final class Chart {
        private final StringBuilder title = new StringBuilder();
        private final List<String> series = new ArrayList<>();
        private final Map<Integer, String> categories = new LinkedHashMap<>();
        private final List<Map<Integer, String>> values = new ArrayList<>();
        private String place = "";
        private int index;
        private boolean inSeries;
        private boolean inTitle;

        void see(Xml xml) throws XMLStreamException {
            if (xml.isEnd()) {
                inSeries &= !xml.name().equals("ser");
                inTitle &= !xml.name().equals("title");
            } else if (xml.isStart()) {
                start(xml);
            }
        }

        private void start(Xml xml) throws XMLStreamException {
            switch (xml.name()) {
                case "title" -> inTitle = true;
                case "ser" -> {
                    inSeries = true;
                    series.add("");
                    values.add(new HashMap<>());
                }
                case "tx", "cat", "val", "xVal", "yVal" -> place = xml.name();
                case "pt" -> index = xml.number("idx", 0, 0, MOST_POINTS);
                case "t" -> {
                    if (inTitle) {
                        title.append(title.isEmpty() ? "" : " ").append(xml.textOfElement());
                    }
                }
                case "v" -> {
                    if (inSeries) {
                        value(xml.textOfElement());
                    }
                }
                default -> {}
            }
        }

        private void value(String value) {
            switch (place) {
                case "tx" -> series.set(series.size() - 1, value);
                case "cat", "xVal" -> categories.put(index, value);
                default -> values.getLast().put(index, value);
            }
        }

        void tell(Text text) {
            text.aside(title.toString());
            if (series.isEmpty()) {
                return;
            }
            List<String> head = new ArrayList<>(List.of(""));
            head.addAll(series);
            text.row(head);
            categories.forEach((at, category) -> text.row(row(at, category)));
            if (categories.isEmpty()) {
                values.getFirst().keySet().forEach(at -> text.row(row(at, "")));
            }
        }

        private List<String> row(int at, String category) {
            List<String> row = new ArrayList<>(List.of(category));
            values.forEach(ofSeries -> row.add(ofSeries.getOrDefault(at, "")));
            return row;
        }
    }

    /** Of a file without words the pictures may hold some: they are recognized, or it is said that they should be. */
    void picturesIfThereIsNothingElse(String folder, Inner inner) throws Exception {
        if (text.hasWords() || inner.hasWords() || !parts.hasFolder(folder)) {
            return;
        }
        for (String name : parts.names()) {
            if (name.startsWith(folder) && inner.ocr().isThere()) {
                byte[] picture = parts.open(name).readAllBytes();
                PlainReader.read(new StringReader(inner.ocr().read(picture).orElse("")), text);
            }
        }
        if (!text.hasWords()) {
            throw new NotRead(Outcome.NEEDS_OCR, "there are only pictures in it: " + ImageReader.NEEDS_TESSERACT);
        }
    }

    /** The files in the file that a part holds: documents, and what was wrapped as an object. */
    void embedded(Map<String, Parts.Relation> relations, Inner inner) throws IOException {
        for (Parts.Relation relation : relations.values()) {
            if (relation.type().equals("package") || relation.type().equals("oleObject")) {
                @Nullable String part = relation.part();
                OleObjects.open(part.substring(part.lastIndexOf('/') + 1), parts.open(part), inner);
            }
        }
    }
}
