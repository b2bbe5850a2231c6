package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Makes blocks of the XHTML that Tika writes; its classes tell slides, sheets, notes and comments apart. */
final class XhtmlBlocks extends DefaultHandler {
    private final Text text;
    private final Flow flow;
    private final Deque<Boolean> begun = new ArrayDeque<>();
    private int lists;
    private int pages;
    private int inHead;

    XhtmlBlocks(Text text) {
        this.text = text;
        this.flow = new Flow(text);
    }

    void end() {
        flow.flush();
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) {
        String styles = attribute(attributes, "class");
        switch (name) {
            case "head" -> inHead++;
            case "h1", "h2", "h3", "h4", "h5", "h6" -> flow.begin(kind(Kind.HEADING), name.charAt(1) - '0');
            case "p" -> paragraph(styles);
            case "li" -> flow.begin(kind(Kind.LIST_ITEM), Math.clamp(lists, 1, 20));
            case "ul", "ol" -> lists++;
            case "table" -> flow.beginTable();
            case "tr" -> flow.beginRow();
            case "td", "th" -> flow.beginCell();
            case "br" -> flow.newLine();
            case "img" -> picture(attribute(attributes, "alt"));
            case "div" -> division(styles);
            default -> {}
        }
    }

    private static String attribute(Attributes attributes, String name) {
        @Nullable String value = attributes.getValue(name);
        return value == null ? "" : value;
    }

    private void paragraph(String styles) {
        switch (styles) {
            case "slide-title", "title" -> flow.begin(kind(Kind.HEADING), 1);
            case "subtitle" -> flow.begin(kind(Kind.HEADING), 2);
            case "slide-comment", "slide-header", "slide-footer", "slide-note-header", "slide-note-footer" ->
                flow.begin(Kind.ASIDE, 0);
            default -> flow.begin(kind(Kind.PARAGRAPH), 0);
        }
    }

    private Kind kind(Kind usual) {
        return flow.isIn(Kind.ASIDE) ? Kind.ASIDE : usual;
    }

    private void division(String styles) {
        flow.flush();
        boolean isAside = styles.equals("notes")
                || styles.equals("slide-notes")
                || styles.equals("header")
                || styles.equals("footer")
                || styles.equals("slide-comments")
                || styles.equals("outside");
        begun.push(isAside);
        if (isAside) {
            flow.begin(Kind.ASIDE, 0);
        } else if (styles.equals("page") || styles.equals("slide")) {
            text.page(++pages, 0);
        }
    }

    private void picture(String description) {
        if (!description.isBlank()) {
            flow.aside(description);
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) {
        switch (name) {
            case "head" -> inHead--;
            case "h1", "h2", "h3", "h4", "h5", "h6", "p", "li" -> flow.end();
            case "ul", "ol" -> lists--;
            case "table" -> flow.endTable();
            case "tr" -> flow.endRow();
            case "td", "th" -> flow.endCell();
            case "div" -> {
                flow.flush();
                if (!begun.isEmpty() && begun.pop()) {
                    flow.end();
                }
            }
            default -> {}
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        if (inHead == 0) {
            flow.text(new String(characters, start, length));
        }
    }
}
