package dev.weir.knowledge.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
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
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;

/**
 * Reads Markdown (CommonMark with tables) as plain text: the words stay, the marks go. List items begin with
 * {@code - } or their number, table cells are parted by {@code |}, code is kept as it stands.
 */
final class MarkdownText {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final Pattern FRONT_MATTER = Pattern.compile("\\A---\\n.*?\\n(?:---|\\.\\.\\.)\\n", Pattern.DOTALL);

    private static final int DEEPEST = 100;

    private MarkdownText() {}

    static TextBuilder read(String markdown) {
        TextBuilder text = new TextBuilder();
        Node document = PARSER.parse(FRONT_MATTER.matcher(markdown).replaceFirst(""));
        if (isDeeperThan(DEEPEST, document)) {
            text.block(markdown);
        } else {
            document.accept(new Blocks(text));
        }
        return text;
    }

    /** Visitors recurse, so what nests beyond reason is kept as the plain text it also is. */
    private static boolean isDeeperThan(int limit, Node root) {
        int depth = 0;
        Node node = root;
        while (depth <= limit) {
            if (node.getFirstChild() != null) {
                node = node.getFirstChild();
                depth++;
                continue;
            }
            while (node != root && node.getNext() == null) {
                node = node.getParent();
                depth--;
            }
            if (node == root) {
                return false;
            }
            node = node.getNext();
        }
        return true;
    }

    private static final class Blocks extends AbstractVisitor {
        private final TextBuilder text;
        private int listDepth;

        Blocks(TextBuilder text) {
            this.text = text;
        }

        @Override
        public void visit(Heading heading) {
            text.heading(heading.getLevel(), inline(heading));
        }

        @Override
        public void visit(Paragraph paragraph) {
            text.block(inline(paragraph));
        }

        @Override
        public void visit(FencedCodeBlock code) {
            text.block(code.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            text.block(code.getLiteral());
        }

        @Override
        public void visit(HtmlBlock html) {
            text.block(Jsoup.parseBodyFragment(html.getLiteral()).text());
        }

        @Override
        public void visit(ListItem item) {
            boolean first = item.getPrevious() == null && listDepth == 0;
            Node start = item.getFirstChild();
            listDepth++;
            if (start instanceof Paragraph paragraph) {
                add(first, "  ".repeat(listDepth - 1) + marker(item) + inline(paragraph));
                start = start.getNext();
            }
            for (Node node = start; node != null; node = node.getNext()) {
                node.accept(this);
            }
            listDepth--;
        }

        private void add(boolean first, String line) {
            if (first) {
                text.block(line);
            } else {
                text.line(line);
            }
        }

        private static String marker(ListItem item) {
            if (!(item.getParent() instanceof OrderedList list)) {
                return "- ";
            }
            Integer first = list.getMarkerStartNumber();
            int number = first == null ? 1 : first;
            for (Node before = item.getPrevious(); before != null; before = before.getPrevious()) {
                number++;
            }
            return number + ". ";
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
                block.accept(new Rows(text));
            } else {
                visitChildren(block);
            }
        }
    }

    private static final class Rows extends AbstractVisitor {
        private final TextBuilder text;
        private boolean first = true;

        Rows(TextBuilder text) {
            this.text = text;
        }

        @Override
        public void visit(CustomBlock block) {
            visitChildren(block);
        }

        @Override
        public void visit(CustomNode node) {
            if (node instanceof TableRow) {
                row(node);
            } else {
                visitChildren(node);
            }
        }

        private void row(Node row) {
            List<String> cells = new ArrayList<>();
            for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                cells.add(inline(cell));
            }
            String line = String.join(" | ", cells);
            if (first) {
                text.block(line);
            } else {
                text.line(line);
            }
            first = false;
        }
    }

    private static String inline(Node parent) {
        Words words = new Words();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            child.accept(words);
        }
        return words.text.toString().strip();
    }

    private static final class Words extends AbstractVisitor {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void visit(Text node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(Code code) {
            text.append(code.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak lineBreak) {
            text.append(' ');
        }

        @Override
        public void visit(HardLineBreak lineBreak) {
            text.append('\n');
        }

        @Override
        public void visit(HtmlInline html) {
            if (html.getLiteral().startsWith("<br")) {
                text.append('\n');
            }
        }

        @Override
        public void visit(Image image) {
            visitChildren(image);
        }
    }
}
