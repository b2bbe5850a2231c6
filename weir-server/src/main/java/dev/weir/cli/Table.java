package dev.weir.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, each column as wide as its widest cell. */
final class Table {
    private static final String GAP = "  ";
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String name, boolean right) {}

    Table text(String name) {
        columns.add(new Column(name, false));
        return this;
    }

    /** A column whose cells stand at its right edge. */
    Table number(String name) {
        columns.add(new Column(name, true));
        return this;
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(PrintWriter out) {
        print(out, "");
    }

    void print(PrintWriter out, String indent) {
        out.println(indent + line(columns.stream().map(Column::name).toList()));
        rows.forEach(row -> out.println(indent + line(row)));
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String cell = cells.get(i);
            String fill = " ".repeat(width(i) - length(cell));
            line.append(i == 0 ? "" : GAP)
                    .append(columns.get(i).right() ? fill : "")
                    .append(cell)
                    .append(columns.get(i).right() ? "" : fill);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int widest = length(columns.get(column).name());
        for (List<String> row : rows) {
            widest = Math.max(widest, length(row.get(column)));
        }
        return widest;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
