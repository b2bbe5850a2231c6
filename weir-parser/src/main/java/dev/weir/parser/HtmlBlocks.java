package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Makes blocks of a page's elements. */
final class HtmlBlocks implements NodeVisitor {
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "nav",
            "blockquote",
            "dl",
            "dd",
            "dt",
            "address",
            "fieldset",
            "form",
            "details",
            "summary",
            "figure",
            "center",
            "body",
            "caption",
            "option",
            "legend",
            "hgroup",
            "search");

    private final Flow flow;
    private int lists;
    private int preformatted;

    private HtmlBlocks(Flow flow) {
        this.flow = flow;
    }

    static void tell(Element body, Text text) {
        Flow flow = new Flow(text);
        body.traverse(new HtmlBlocks(flow));
        flow.flush();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            text(words.getWholeText());
        } else if (node instanceof Element element) {
            start(element);
        }
    }

    private void text(String text) {
        if (preformatted > 0) {
            flow.text(text);
            return;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isSpace(text.charAt(i))) {
                flow.text(text.substring(start, i));
                if (i < text.length()) {
                    flow.space();
                }
                start = i + 1;
            }
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    private void start(Element element) {
        String tag = element.normalName();
        switch (tag) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> flow.begin(Kind.HEADING, tag.charAt(1) - '0');
            case "ul", "ol" -> {
                flow.flush();
                lists++;
            }
            case "li" -> flow.begin(Kind.LIST_ITEM, Math.clamp(lists, 1, 20));
            case "pre" -> {
                preformatted++;
                flow.begin(Kind.CODE, 0);
            }
            case "table" -> flow.beginTable();
            case "tr" -> flow.beginRow();
            case "td", "th" -> flow.beginCell();
            case "br" -> flow.newLine();
            case "hr" -> flow.flush();
            case "figcaption" -> flow.begin(Kind.ASIDE, 0);
            case "img" -> picture(element);
            default -> {
                if (BLOCKS.contains(tag)) {
                    flow.begin(kind(), flow.isIn(Kind.LIST_ITEM) ? Math.clamp(lists, 1, 20) : 0);
                }
            }
        }
    }

    /** A paragraph in a list's item is the item. */
    private Kind kind() {
        return flow.isIn(Kind.LIST_ITEM) ? Kind.LIST_ITEM : flow.isIn(Kind.ASIDE) ? Kind.ASIDE : Kind.PARAGRAPH;
    }

    private void picture(Element image) {
        String description = image.attr("alt");
        if (description.strip().indexOf(' ') > 0) {
            flow.aside(description);
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return;
        }
        String tag = element.normalName();
        switch (tag) {
            case "h1", "h2", "h3", "h4", "h5", "h6", "li", "figcaption" -> flow.end();
            case "ul", "ol" -> {
                flow.flush();
                lists--;
            }
            case "pre" -> {
                flow.end();
                preformatted--;
            }
            case "table" -> flow.endTable();
            case "tr" -> flow.endRow();
            case "td", "th" -> endCell(element);
            default -> {
                if (BLOCKS.contains(tag)) {
                    flow.end();
                }
            }
        }
    }

    private void endCell(Element cell) {
        flow.endCell();
        flow.emptyCells(span(cell.attr("colspan")) - 1);
    }

    private static int span(String value) {
        return value.length() == 1 && value.charAt(0) > '0' && value.charAt(0) <= '9' ? value.charAt(0) - '0' : 1;
    }
}
