package dev.weir.usage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as RFC 4180 has them. A text that a spreadsheet would take for a formula gets an apostrophe before it, as
 * OWASP advises (owasp.org/www-community/attacks/CSV_Injection): names of users and tags are what callers write. Numbers,
 * also negative ones, stay as they are.
 */
final class Csv implements AutoCloseable {
    private final Writer out;

    Csv(OutputStream out) {
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    }

    void row(List<? extends @Nullable Object> values) {
        try {
            for (int i = 0; i < values.size(); i++) {
                out.write(i == 0 ? "" : ",");
                out.write(cell(values.get(i)));
            }
            out.write("\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number) {
            return value.toString();
        }
        String text = guarded(value.toString());
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String guarded(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !isDecimal(text) ? "'" + text : text;
    }

    private static boolean isDecimal(String text) {
        int from = text.charAt(0) == '-' ? 1 : 0;
        return from < text.length()
                && text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9' || c == '.')
                && text.indexOf('.') == text.lastIndexOf('.');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
