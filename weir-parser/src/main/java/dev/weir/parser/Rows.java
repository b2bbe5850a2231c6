package dev.weir.parser;

import java.util.List;

/** Rows of tables as text. */
final class Rows {
    private static final String BETWEEN = " | ";

    private Rows() {}

    /** Cells with their lines joined; empty ones at the end are left out, empty ones before others keep their place. */
    static String join(List<String> cells) {
        int last = cells.size();
        while (last > 0 && cells.get(last - 1).isBlank()) {
            last--;
        }
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < last; i++) {
            row.append(i == 0 ? "" : BETWEEN).append(oneLine(cells.get(i)));
        }
        return row.toString();
    }

    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c) || c == '\u00a0';
            if (!space) {
                line.append(c);
            } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.toString().strip();
    }
}
