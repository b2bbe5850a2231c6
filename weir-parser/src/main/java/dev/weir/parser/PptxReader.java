package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads PowerPoint files: a page for each slide, with its title, lists, tables, charts, diagrams, notes and comments. */
final class PptxReader implements FormatReader {
    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (Parts parts = Parts.open(source, inner.bounds())) {
            var office = new OfficeParts(parts, text);
            office.title();
            List<String> slides = slides(parts, office.main("ppt/presentation.xml"));
            for (int i = 0; i < slides.size(); i++) {
                text.page(i + 1, slides.size());
                new Slide(parts, office, text, inner, slides.get(i)).read();
            }
            office.picturesIfThereIsNothingElse("ppt/media/", inner);
        }
    }

    /** In the order of the presentation. */
    private static List<String> slides(Parts parts, String presentation) throws Exception {
        Map<String, Parts.Relation> relations = parts.relations(presentation);
        List<String> slides = new ArrayList<>();
        try (Xml xml = parts.xml(presentation)) {
            while (xml.next()) {
                Parts.Relation slide = xml.starts("sldId") ? relations.get(relationId(xml)) : null;
                if (slide != null) {
                    slides.add(slide.part());
                }
            }
        }
        return slides;
    }

    /** The element has two attributes of that name; the one of relations is no number. */
    private static String relationId(Xml xml) {
        return xml.attributesOf("id").stream()
                .filter(id -> !id.chars().allMatch(Character::isDigit))
                .findFirst()
                .orElse("");
    }

    private static final class Slide implements OfficeWalk.Extras {
        private final Parts parts;
        private final OfficeParts office;
        private final Text text;
        private final Inner inner;
        private final String part;
        private final Map<String, Parts.Relation> relations;
        private final Flow flow;
        private String holder = "";

        Slide(Parts parts, OfficeParts office, Text text, Inner inner, String part) throws Exception {
            this.parts = parts;
            this.office = office;
            this.text = text;
            this.inner = inner;
            this.part = part;
            this.relations = parts.relations(part);
            this.flow = new Flow(text);
        }

        void read() throws Exception {
            try (Xml xml = parts.xml(part)) {
                new OfficeWalk(flow, Map.of(), this).walk(xml);
            }
            for (Parts.Relation relation : relations.values()) {
                switch (relation.type()) {
                    case "notesSlide" -> notes(relation.part());
                    case "comments" -> comments(relation.part());
                    default -> {}
                }
            }
            office.embedded(relations, inner);
        }

        @Override
        public void start(Xml xml) throws Exception {
            switch (xml.name()) {
                case "sp", "graphicFrame", "pic" -> holder = "none";
                case "ph" -> holder = xml.attributeOr("type", "body");
                case "pPr" -> properties(xml);
                case "buNone" -> flow.is(holder.equals("body") ? Kind.PARAGRAPH : flowKind(), 0);
                case "buChar", "buAutoNum" -> bullet();
                case "chart" -> chart(relations.get(xml.attributeOr("id", "")));
                case "relIds" -> diagram(relations.get(xml.attributeOr("dm", "")));
                default -> {}
            }
        }

        private Kind flowKind() {
            return flow.isIn(Kind.HEADING) ? Kind.HEADING : Kind.PARAGRAPH;
        }

        private void bullet() {
            if (!flow.isIn(Kind.LIST_ITEM) && !flow.isIn(Kind.HEADING)) {
                flow.is(Kind.LIST_ITEM, 1);
            }
        }

        private void properties(Xml xml) {
            int level = xml.number("lvl", 0, 0, 8);
            if (flow.isIn(Kind.LIST_ITEM) || level > 0 && !flow.isIn(Kind.HEADING)) {
                flow.is(Kind.LIST_ITEM, level + 1);
            }
        }

        @Override
        public void paragraph(Flow flow) {
            switch (holder) {
                case "title", "ctrTitle" -> flow.begin(Kind.HEADING, 1);
                case "subTitle" -> flow.begin(Kind.HEADING, 2);
                case "body" -> flow.begin(Kind.LIST_ITEM, 1);
                case "dt", "ftr", "sldNum", "hdr" -> flow.begin(Kind.ASIDE, 0);
                default -> flow.begin(Kind.PARAGRAPH, 0);
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
                flow.flush();
                for (String paragraph : office.paragraphs(relation.part())) {
                    text.paragraph(paragraph);
                }
            }
        }

        /** A slide's number among its notes is no note. */
        private void notes(String notes) throws Exception {
            for (String paragraph : office.paragraphs(notes)) {
                if (!paragraph.chars().allMatch(Character::isDigit)) {
                    text.aside(paragraph);
                }
            }
        }

        /** Both kinds: those of old have their text in one element, those in threads in paragraphs. */
        private void comments(String comments) throws Exception {
            try (Xml xml = parts.xml(comments)) {
                while (xml.next()) {
                    if (xml.starts("text") || xml.starts("t")) {
                        text.block(ParseEvent.Kind.ASIDE, 0, xml.textOfElement());
                    }
                }
            }
        }
    }
}
