package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;

/** Reads Markdown with tables. */
final class MarkdownReader implements FormatReader {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final int MOST_CHARACTERS = 10_000_000;

    @Override
    public void read(Source source, Text text, Inner inner) {
        String all = Charsets.withoutMark(new String(source.bytes(), Charsets.of(source.bytes())));
        read(all.substring(0, Math.min(MOST_CHARACTERS, all.length())), text);
        if (all.length() > MOST_CHARACTERS) {
            throw new NotRead(
                    Outcome.TRUNCATED, "of a Markdown file the first " + MOST_CHARACTERS + " characters are read");
        }
    }

    static void read(String markdown, Text text) {
        PARSER.parse(withoutFrontMatter(markdown, text)).accept(new Blocks(new Flow(text)));
    }

    /** Lines between two of three dashes at the very start say things about the file, among them its title. */
    private static String withoutFrontMatter(String markdown, Text text) {
        if (!markdown.startsWith("---\n") && !markdown.startsWith("---\r\n")) {
            return markdown;
        }
        int end = markdown.indexOf("\n---", 3);
        if (end < 0) {
            return markdown;
        }
        for (String line : markdown.substring(3, end).split("\n")) {
            if (line.startsWith("title:")) {
                String title = line.substring("title:".length()).strip();
                text.title(title.replaceAll("^[\"']|[\"']$", ""));
            }
        }
        int next = markdown.indexOf('\n', end + 1);
        return next < 0 ? "" : markdown.substring(next + 1);
    }

    private static final class Blocks extends AbstractVisitor {
        private final Flow flow;
        private int lists;

        Blocks(Flow flow) {
            this.flow = flow;
        }

        @Override
        public void visit(Heading heading) {
            flow.begin(Kind.HEADING, heading.getLevel());
            visitChildren(heading);
            flow.end();
        }

        @Override
        public void visit(Paragraph paragraph) {
            flow.begin(lists > 0 ? Kind.LIST_ITEM : Kind.PARAGRAPH, lists);
            visitChildren(paragraph);
            flow.end();
        }

        @Override
        public void visit(ListItem item) {
            lists++;
            visitChildren(item);
            lists--;
        }

        @Override
        public void visit(FencedCodeBlock code) {
            code(code.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            code(code.getLiteral());
        }

        private void code(String literal) {
            flow.begin(Kind.CODE, 0);
            flow.text(literal);
            flow.end();
        }

        @Override
        public void visit(HtmlBlock html) {
            flow.begin(Kind.PARAGRAPH, 0);
            flow.text(Jsoup.parseBodyFragment(html.getLiteral()).text());
            flow.end();
        }

        @Override
        public void visit(Image image) {
            visitChildren(image);
        }

        @Override
        public void visit(Code code) {
            flow.text(code.getLiteral());
        }

        @Override
        public void visit(org.commonmark.node.Text words) {
            flow.text(words.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak soft) {
            flow.newLine();
        }

        @Override
        public void visit(HardLineBreak hard) {
            flow.newLine();
        }

        @Override
        public void visit(CustomBlock table) {
            flow.beginTable();
            visitChildren(table);
            flow.endTable();
        }

        @Override
        public void visit(CustomNode node) {
            switch (node) {
                case TableRow row -> {
                    flow.beginRow();
                    visitChildren(row);
                    flow.endRow();
                }
                case TableCell cell -> {
                    flow.beginCell();
                    visitChildren(cell);
                    flow.endCell();
                }
                default -> visitChildren(node);
            }
        }
    }
}
