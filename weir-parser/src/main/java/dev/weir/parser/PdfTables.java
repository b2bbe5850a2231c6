package dev.weir.parser;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds tables among the lines of a page by their alignment, with or without rules around them.
 *
 * <p>Lines that follow each other on one baseline are a row; cells are words with wide gaps between them. Rows of two
 * cells or more that stand close below each other are a candidate; a line of one cell belongs to it if it stands in one of
 * its columns. The row with the most cells names the columns, which the others widen and add to. The candidate is a table
 * if most of its cells start, end or have their middle where another cell of their column has it, and if they are short:
 * columns of prose are aligned as well.
 */
final class PdfTables {
    private static final float CLOSE = 2.6f;
    private static final float SAME_LINE = .45f;
    private static final float ALIGNED = .6f;
    private static final float LARGER = 1.1f;
    /** Every cell is compared with every other one; a page that is made to cost time shall not. */
    private static final int MOST_CELLS = 1_000;
    /** A table may begin in the second or third row of what looks like one. */
    private static final int MOST_TRIES = 3;

    private static final double MOSTLY = .6;
    private static final int LONG_CELL = 45;
    private static final double MOST_LONG = .34;

    private PdfTables() {}

    /** Lines as they are, or rows of cells. */
    sealed interface Part {
        record Line(PdfLine line) implements Part {}

        record Row(List<String> cells) implements Part {}
    }

    private record Row(List<PdfLine> lines, List<PdfCell> cells) {
        float baseline() {
            return cells.isEmpty() ? 0 : cells.getFirst().baseline();
        }

        float size() {
            float size = 1;
            for (PdfCell cell : cells) {
                size = Math.max(size, cell.size());
            }
            return size;
        }
    }

    static List<Part> find(List<PdfLine> lines) {
        List<Row> rows = rows(lines);
        List<Part> parts = new ArrayList<>();
        int tries = 0;
        for (int at = 0; at < rows.size(); ) {
            int end = candidate(rows, at);
            List<PdfCell> columns = end - at > 1 ? columns(rows.subList(at, end)) : List.of();
            if (!columns.isEmpty()) {
                rows.subList(at, end).forEach(row -> parts.add(new Part.Row(placed(row, columns))));
            } else {
                tries = end - at > 1 ? tries + 1 : 0;
                end = tries > MOST_TRIES ? end : at + 1;
                rows.subList(at, end).forEach(row -> row.lines().forEach(line -> parts.add(new Part.Line(line))));
            }
            tries = columns.isEmpty() && tries <= MOST_TRIES ? tries : 0;
            at = end;
        }
        return parts;
    }

    private static List<Row> rows(List<PdfLine> lines) {
        List<Row> rows = new ArrayList<>();
        for (PdfLine line : lines) {
            List<PdfCell> cells = line.cells();
            Row last = rows.isEmpty() ? null : rows.getLast();
            if (last != null && isBeside(last, cells)) {
                last.lines().add(line);
                last.cells().addAll(cells);
                last.cells().sort(Comparator.comparingDouble(PdfCell::left));
            } else {
                List<PdfCell> own = new ArrayList<>(cells);
                own.sort(Comparator.comparingDouble(PdfCell::left));
                rows.add(new Row(new ArrayList<>(List.of(line)), own));
            }
        }
        return rows;
    }

    private static boolean isBeside(Row row, List<PdfCell> cells) {
        return !cells.isEmpty()
                && !row.cells().isEmpty()
                && Math.abs(row.baseline() - cells.getFirst().baseline()) < SAME_LINE * row.size()
                && cells.stream().noneMatch(cell -> row.cells().stream().anyMatch(cell::overlaps));
    }

    /** Where the rows that may be a table with the one at {@code from} end. */
    private static int candidate(List<Row> rows, int from) {
        if (rows.get(from).cells().size() < 2) {
            return from;
        }
        int end = from + 1;
        int cells = rows.get(from).cells().size();
        while (end < rows.size() && cells < MOST_CELLS && follows(rows, from, end)) {
            cells += rows.get(end).cells().size();
            end++;
        }
        while (end > from && rows.get(end - 1).cells().size() < 2 && !isInColumnOfOthers(rows, from, end - 1)) {
            end--;
        }
        return end;
    }

    private static boolean follows(List<Row> rows, int from, int at) {
        Row before = rows.get(at - 1);
        Row row = rows.get(at);
        float down = row.baseline() - before.baseline();
        boolean isClose = down > 0 && down < CLOSE * Math.max(before.size(), row.size());
        return isClose && (row.cells().size() > 1 || isInColumnOfOthers(rows, from, at));
    }

    /** A cell alone on its line that starts where one above it does, not in the first column, or is as short. */
    private static boolean isInColumnOfOthers(List<Row> rows, int from, int at) {
        if (rows.get(at).cells().isEmpty()) {
            return false;
        }
        PdfCell cell = rows.get(at).cells().getFirst();
        if (cell.text().length() > LONG_CELL || cell.size() > rows.get(at - 1).size() * LARGER) {
            return false;
        }
        return rows.subList(from, at).stream()
                .filter(row -> row.cells().size() > 1)
                .anyMatch(row -> row.cells().stream().skip(1).anyMatch(above -> isAligned(above, cell)));
    }

    private static boolean isAligned(PdfCell one, PdfCell other) {
        float tolerance = ALIGNED * Math.max(one.size(), other.size());
        return Math.abs(one.left() - other.left()) < tolerance
                || Math.abs(one.right() - other.right()) < tolerance
                || Math.abs(one.middle() - other.middle()) < tolerance;
    }

    /** The columns of a table from left to right; empty where it is none. */
    private static List<PdfCell> columns(List<Row> rows) {
        Row widest = rows.stream()
                .max(Comparator.comparingInt(row -> row.cells().size()))
                .orElseThrow();
        List<PdfCell> columns = new ArrayList<>(widest.cells());
        for (Row row : rows) {
            for (PdfCell cell : row.cells()) {
                if (columns.stream().noneMatch(cell::overlaps)) {
                    columns.add(cell);
                    columns.sort(Comparator.comparingDouble(PdfCell::left));
                }
            }
        }
        return isTable(rows, columns) ? columns : List.of();
    }

    private static boolean isTable(List<Row> rows, List<PdfCell> columns) {
        int aligned = 0;
        int all = 0;
        int longOnes = 0;
        for (Row row : rows) {
            for (PdfCell cell : row.cells()) {
                all++;
                longOnes += cell.text().length() > LONG_CELL ? 1 : 0;
                aligned += isAlignedWithAnother(rows, row, cell) ? 1 : 0;
            }
        }
        long full = rows.stream().filter(row -> row.cells().size() > 1).count();
        return full > 1 && columns.size() > 1 && aligned >= all * MOSTLY && longOnes <= all * MOST_LONG;
    }

    private static boolean isAlignedWithAnother(List<Row> rows, Row own, PdfCell cell) {
        return rows.stream()
                .filter(row -> row != own)
                .anyMatch(row -> row.cells().stream().anyMatch(other -> isAligned(other, cell)));
    }

    /** Each cell in the column that it overlaps most. */
    private static List<String> placed(Row row, List<PdfCell> columns) {
        List<String> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(""));
        for (PdfCell cell : row.cells()) {
            int at = column(cell, columns);
            cells.set(at, (cells.get(at) + " " + cell.text()).strip());
        }
        return cells;
    }

    private static int column(PdfCell cell, List<PdfCell> columns) {
        int best = 0;
        float most = -Float.MAX_VALUE;
        for (int i = 0; i < columns.size(); i++) {
            PdfCell column = columns.get(i);
            float overlap = Math.min(cell.right(), column.right()) - Math.max(cell.left(), column.left());
            if (overlap > most) {
                most = overlap;
                best = i;
            }
        }
        return best;
    }
}
