package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks of nested markup. Whoever walks through it says where paragraphs, tables, rows and cells begin and end;
 * text goes to the innermost one. A row of one cell, or whose cells hold tables or headings, is a layout and not data:
 * its paragraphs are told by themselves.
 */
final class Flow {
    private static final int LONGEST_PARAGRAPH = 16 << 20;

    private final Text out;
    private final Deque<Style> styles = new ArrayDeque<>();
    private final Deque<Table> tables = new ArrayDeque<>();
    private final List<String> asides = new ArrayList<>();
    private StringBuilder line = new StringBuilder();

    private record Style(Kind kind, int level) {
        private static final Style PLAIN = new Style(Kind.PARAGRAPH, 0);
    }

    private record Piece(Kind kind, int level, String text) {}

    private static final class Table {
        private List<List<Piece>> row = new ArrayList<>();
        private @Nullable List<Piece> cell;
        private boolean isLayout;
    }

    Flow(Text out) {
        this.out = out;
    }

    void begin(Kind kind, int level) {
        flush();
        styles.push(new Style(kind, level));
    }

    void end() {
        flush();
        styles.poll();
    }

    /** Says of the innermost paragraph what it is, once that is known. */
    void is(Kind kind, int level) {
        if (!styles.isEmpty()) {
            styles.pop();
            styles.push(new Style(kind, level));
        }
    }

    boolean isIn(Kind kind) {
        return styles.stream().anyMatch(style -> style.kind() == kind);
    }

    void text(CharSequence text) {
        if (line.length() + text.length() > LONGEST_PARAGRAPH) {
            throw new NotRead(
                    Outcome.TRUNCATED, "one of its paragraphs is longer than " + LONGEST_PARAGRAPH + " characters");
        }
        line.append(text);
    }

    /** A space, unless there is one. */
    void space() {
        if (!line.isEmpty() && !Character.isWhitespace(line.charAt(line.length() - 1))) {
            line.append(' ');
        }
    }

    void newLine() {
        while (!line.isEmpty() && line.charAt(line.length() - 1) == ' ') {
            line.setLength(line.length() - 1);
        }
        line.append('\n');
    }

    /** What stands beside the paragraph and is told after it. */
    void aside(String text) {
        asides.add(text);
    }

    void beginTable() {
        flush();
        if (!tables.isEmpty()) {
            tables.peek().isLayout = true;
        }
        tables.push(new Table());
    }

    void endTable() {
        flush();
        if (!tables.isEmpty()) {
            endRow();
            tables.pop();
        }
    }

    void beginRow() {
        flush();
        if (!tables.isEmpty()) {
            endRow();
        }
    }

    void beginCell() {
        flush();
        if (!tables.isEmpty()) {
            Table table = tables.peek();
            table.cell = new ArrayList<>();
            table.row.add(table.cell);
        }
    }

    void endCell() {
        flush();
        if (!tables.isEmpty()) {
            tables.peek().cell = null;
        }
    }

    /** Empty cells, such as those that a wide one covers. */
    void emptyCells(int count) {
        for (int i = 0; i < Math.min(count, 50); i++) {
            beginCell();
            endCell();
        }
    }

    void endRow() {
        flush();
        if (tables.isEmpty()) {
            return;
        }
        Table table = tables.peek();
        List<List<Piece>> row = table.row;
        table.row = new ArrayList<>();
        table.cell = null;
        if (table.isLayout || row.size() < 2) {
            table.isLayout = false;
            row.forEach(cell -> cell.forEach(this::put));
        } else {
            tell(row);
        }
    }

    private void tell(List<List<Piece>> row) {
        List<String> cells = new ArrayList<>();
        List<Piece> asidesOfRow = new ArrayList<>();
        for (List<Piece> cell : row) {
            StringBuilder text = new StringBuilder();
            for (Piece piece : cell) {
                if (piece.kind() == Kind.ASIDE) {
                    asidesOfRow.add(piece);
                } else {
                    text.append(text.isEmpty() ? "" : " ").append(piece.text());
                }
            }
            cells.add(text.toString());
        }
        put(new Piece(Kind.TABLE_ROW, 0, Rows.join(cells)));
        asidesOfRow.forEach(this::put);
    }

    /** Ends the paragraph that is being written. */
    void flush() {
        String text = line.toString();
        line = new StringBuilder();
        Style style = styles.isEmpty() ? Style.PLAIN : styles.peek();
        if (!text.isBlank()) {
            put(new Piece(style.kind(), style.level(), text));
        }
        if (!asides.isEmpty()) {
            List<String> told = List.copyOf(asides);
            asides.clear();
            told.forEach(aside -> put(new Piece(Kind.ASIDE, 0, aside)));
        }
    }

    /** To the innermost cell that is open, else out. */
    private void put(Piece piece) {
        for (Table table : tables) {
            if (table.cell != null) {
                table.isLayout |= piece.kind() == Kind.HEADING || piece.kind() == Kind.CODE;
                table.cell.add(piece);
                return;
            }
        }
        out.block(piece.kind(), piece.level(), piece.text());
    }
}
