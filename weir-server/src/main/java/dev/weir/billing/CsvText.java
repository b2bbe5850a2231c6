package dev.weir.billing;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma separated values (RFC 4180), one at a time: fields in quotes may hold commas, newlines and doubled
 * quotes; a byte order mark is passed over. Not thread-safe.
 */
final class CsvText {
    private static final int LONGEST_FIELD = 10_000;
    private static final int MOST_FIELDS = 200;

    private final String text;
    private int at;
    private int line = 1;

    CsvText(String text) {
        this.text = text;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** The line that the next row begins in. */
    int line() {
        return line;
    }

    /**
     * The fields of the next row that is not empty; null at the end.
     *
     * @throws Refusal if it is not CSV
     */
    @Nullable
    List<String> next() {
        while (at < text.length()) {
            List<String> row = row();
            if (row.size() > 1 || !row.getFirst().isBlank()) {
                return row;
            }
        }
        return null;
    }

    private List<String> row() {
        List<String> fields = new ArrayList<>();
        boolean more = true;
        while (more) {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (fields.size() > MOST_FIELDS) {
                throw wrong("has more than " + MOST_FIELDS + " fields");
            }
            more = at < text.length() && text.charAt(at) == ',';
            at += more ? 1 : 0;
        }
        if (at < text.length()) {
            at += text.startsWith("\r\n", at) ? 2 : 1;
            line++;
        }
        return fields;
    }

    private String plain() {
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '\0') {
                throw wrong("holds a NUL, so that this is no text");
            }
            at++;
        }
        return bounded(text.substring(start, at));
    }

    private String quoted() {
        StringBuilder field = new StringBuilder();
        at++;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0 || field.length() > LONGEST_FIELD) {
                throw wrong("has a quote that is not closed, or a field that is too long");
            }
            field.append(text, at, quote);
            at = quote + 1;
            if (at >= text.length() || text.charAt(at) != '"') {
                break;
            }
            field.append('"');
            at++;
        }
        if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            throw wrong("goes on after a closed quote");
        }
        line += (int) field.chars().filter(c -> c == '\n').count();
        return bounded(field.toString());
    }

    private String bounded(String field) {
        if (field.length() > LONGEST_FIELD) {
            throw wrong("has a field of " + field.length() + " characters");
        }
        return field.strip();
    }

    private Refusal wrong(String what) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                "Line " + line + " " + what + ".",
                "csv",
                "Send the file as it was exported.");
    }
}
