package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Word files: body with headings, lists and tables, notes and comments beside the paragraphs they belong to,
 * charts, diagrams, descriptions of pictures, headers and footers. Linked files are not opened.
 */
final class DocxReader implements FormatReader {
    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (Parts parts = Parts.open(source, inner.bounds())) {
            var office = new OfficeParts(parts, text);
            office.title();
            String main = office.main("word/document.xml");
            new Body(parts, office, text, inner, parts.relations(main)).read(main);
            office.picturesIfThereIsNothingElse("word/media/", inner);
        }
    }

    private static final class Body implements OfficeWalk.Extras {
        private final Parts parts;
        private final OfficeParts office;
        private final Text text;
        private final Inner inner;
        private final Map<String, Parts.Relation> relations;
        private final Map<String, List<String>> comments;
        private final Map<String, List<String>> footnotes;
        private final Map<String, List<String>> endnotes;
        private final Flow flow;

        Body(Parts parts, OfficeParts office, Text text, Inner inner, Map<String, Parts.Relation> relations)
                throws Exception {
            this.parts = parts;
            this.office = office;
            this.text = text;
            this.inner = inner;
            this.relations = relations;
            this.comments = notes("comments", "comment");
            this.footnotes = notes("footnotes", "footnote");
            this.endnotes = notes("endnotes", "endnote");
            this.flow = new Flow(text);
        }

        void read(String main) throws Exception {
            furniture("header");
            try (Xml xml = parts.xml(main)) {
                new OfficeWalk(flow, headings(), this).walk(xml);
            }
            for (Map<String, List<String>> rest : List.of(footnotes, endnotes, comments)) {
                rest.values().forEach(notes -> notes.forEach(text::aside));
            }
            furniture("footer");
            office.embedded(relations, inner);
        }

        private void furniture(String type) throws Exception {
            List<String> told = new ArrayList<>();
            for (Parts.Relation relation : relations.values()) {
                if (relation.type().equals(type)) {
                    for (String paragraph : office.paragraphs(relation.part())) {
                        if (!told.contains(paragraph)) {
                            told.add(paragraph);
                            text.aside(paragraph);
                        }
                    }
                }
            }
        }

        @Override
        public void start(Xml xml) throws Exception {
            switch (xml.name()) {
                case "commentReference" -> note(comments, xml.attribute("id"));
                case "footnoteReference" -> note(footnotes, xml.attribute("id"));
                case "endnoteReference" -> note(endnotes, xml.attribute("id"));
                case "altChunk" -> chunk(related(xml, "id"));
                case "chart" -> chart(related(xml, "id"));
                case "relIds" -> diagram(related(xml, "dm"));
                default -> {}
            }
        }

        private void note(Map<String, List<String>> notes, @Nullable String id) {
            List<String> paragraphs = id == null ? null : notes.remove(id);
            if (paragraphs != null) {
                paragraphs.forEach(flow::aside);
            }
        }

        private Parts.@Nullable Relation related(Xml xml, String attribute) {
            return relations.get(xml.attributeOr(attribute, ""));
        }

        private void chunk(Parts.@Nullable Relation relation) throws IOException {
            flow.flush();
            if (relation == null) {
                inner.tell("linked text", Outcome.UNSUPPORTED, "it is not in the file, and links are not followed");
            } else {
                inner.open(relation.part(), parts.open(relation.part()));
            }
        }

        private void chart(Parts.@Nullable Relation relation) throws Exception {
            if (relation != null) {
                flow.flush();
                office.chart(relation.part());
            }
        }

        private void diagram(Parts.@Nullable Relation relation) throws Exception {
            if (relation != null) {
                office.paragraphs(relation.part()).forEach(flow::aside);
            }
        }

        private Map<String, List<String>> notes(String type, String element) throws Exception {
            Map<String, List<String>> notes = new LinkedHashMap<>();
            for (Parts.Relation relation : relations.values()) {
                if (relation.type().equals(type)) {
                    Notes.read(parts, relation.part(), element, notes);
                }
            }
            return notes;
        }

        private Map<String, Integer> headings() throws IOException, XMLStreamException {
            for (Parts.Relation relation : relations.values()) {
                if (relation.type().equals("styles")) {
                    return Styles.headings(parts, relation.part());
                }
            }
            return Map.of();
        }
    }

    /** Comments and notes, each several paragraphs. */
    private static final class Notes {
        static void read(Parts parts, String part, String element, Map<String, List<String>> notes) throws Exception {
            try (Xml xml = parts.xml(part)) {
                List<String> paragraphs = new ArrayList<>();
                StringBuilder paragraph = new StringBuilder();
                while (xml.next()) {
                    if (xml.starts(element)) {
                        paragraphs = new ArrayList<>();
                        notes.put(xml.attributeOr("id", "" + notes.size()), paragraphs);
                    } else if (xml.starts("t")) {
                        paragraph.append(xml.textOfElement());
                    } else if (xml.isEnd() && xml.name().equals("p")) {
                        paragraphs.add(paragraph.toString());
                        paragraph.setLength(0);
                    }
                }
            }
        }
    }

    /** Which styles are headings: those with an outline level, by their own or their parent's word, and by name. */
    private static final class Styles {
        private final Map<String, Integer> levels = new HashMap<>();
        private final Map<String, String> parents = new HashMap<>();

        static Map<String, Integer> headings(Parts parts, String part) throws IOException, XMLStreamException {
            Styles styles = new Styles();
            try (Xml xml = parts.xml(part)) {
                String id = "";
                while (xml.next()) {
                    if (xml.isStart()) {
                        id = styles.see(xml, id);
                    }
                }
            }
            return styles.inherited();
        }

        private String see(Xml xml, String id) {
            switch (xml.name()) {
                case "style" -> {
                    return xml.attributeOr("styleId", "");
                }
                case "name" -> named(id, xml.attributeOr("val", ""));
                case "basedOn" -> parents.put(id, xml.attributeOr("val", ""));
                case "outlineLvl" -> levels.put(id, xml.number("val", 8, 0, 8) + 1);
                default -> {}
            }
            return id;
        }

        private void named(String id, String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("title")) {
                levels.put(id, 1);
            } else if (lower.startsWith("heading ") && lower.length() == 9 && Character.isDigit(lower.charAt(8))) {
                levels.put(id, Math.max(1, lower.charAt(8) - '0'));
            }
        }

        private Map<String, Integer> inherited() {
            Map<String, Integer> all = new HashMap<>(levels);
            for (String id : parents.keySet()) {
                String ancestor = id;
                for (int step = 0; step < 20 && ancestor != null && !levels.containsKey(ancestor); step++) {
                    ancestor = parents.get(ancestor);
                }
                Integer level = ancestor == null ? null : levels.get(ancestor);
                if (level != null) {
                    all.put(id, level);
                }
            }
            return all;
        }
    }
}
