package dev.weir.knowledge.document;

import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** Reads a web page as plain text: headings, paragraphs, lists and tables; no scripts, styles, menus or hidden parts. */
final class HtmlText {
    private static final String LEFT_OUT = "script,style,noscript,template,svg,iframe,object,nav,aside,form,dialog,"
            + "body > header,body > footer,[role=navigation],[hidden],[aria-hidden=true]";

    private HtmlText() {}

    static TextBuilder read(Document page) {
        page.select(LEFT_OUT).remove();
        Element main = page.selectFirst("main");
        TextBuilder text = new TextBuilder();
        Blocks blocks = new Blocks(text);
        NodeTraversor.filter(blocks, main != null && main.hasText() ? main : page.body());
        blocks.flush();
        return text;
    }

    static Document parse(String html) {
        return Jsoup.parse(html);
    }

    private static final class Blocks implements NodeFilter {
        private final TextBuilder text;
        private final StringBuilder words = new StringBuilder();
        private boolean asLine;

        Blocks(TextBuilder text) {
            this.text = text;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            return switch (node) {
                case TextNode run -> run(run);
                case Element element -> open(element);
                case Node other -> FilterResult.SKIP_ENTIRELY;
            };
        }

        private FilterResult run(TextNode run) {
            words.append(run.getWholeText());
            return FilterResult.CONTINUE;
        }

        private FilterResult open(Element element) {
            switch (element.normalName()) {
                case "h1", "h2", "h3", "h4", "h5", "h6" -> heading(element);
                case "pre" -> verbatim(element);
                case "tr" -> row(element);
                case "br" -> words.append(' ');
                default -> {
                    openBlock(element);
                    return FilterResult.CONTINUE;
                }
            }
            return FilterResult.SKIP_ENTIRELY;
        }

        private void openBlock(Element element) {
            if (isBlock(element)) {
                flush();
            }
            if (element.nameIs("li")) {
                words.append("- ");
                asLine = element.previousElementSibling() != null;
            }
        }

        private void heading(Element element) {
            flush();
            text.heading(element.normalName().charAt(1) - '0', element.text());
        }

        private void verbatim(Element element) {
            flush();
            text.block(element.wholeText());
        }

        private void row(Element row) {
            flush();
            List<String> cells = row.select("> td, > th").eachText();
            String line = String.join(" | ", cells);
            if (row.elementSiblingIndex() == 0) {
                text.block(line);
            } else {
                text.line(line);
            }
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element && isBlock(element)) {
                flush();
            }
            return FilterResult.CONTINUE;
        }

        private static boolean isBlock(Element element) {
            return element.isBlock() || element.nameIs("dt") || element.nameIs("dd");
        }

        void flush() {
            String block = words.toString().replaceAll("[\\s\\u00a0]+", " ").strip();
            words.setLength(0);
            if (block.equals("-")) {
                words.append("- ");
            } else if (asLine) {
                asLine = block.isEmpty();
                text.line(block);
            } else {
                text.block(block);
            }
        }
    }
}
