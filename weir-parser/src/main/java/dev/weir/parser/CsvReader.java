package dev.weir.parser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads tables of separated values, whichever of the usual separators and charsets they use. */
final class CsvReader implements FormatReader {
    private static final int HEAD = 1 << 14;
    private static final int LINES = 20;
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

    @Override
    public void read(Source source, Text text, Inner inner) throws IOException {
        char separator = separator(Charsets.head(source.bytes(), HEAD));
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .setTrailingData(true)
                .setLenientEof(true)
                .get();
        try (Reader reader = new BufferedReader(Charsets.reader(source));
                CSVParser rows = CSVParser.parse(reader, format)) {
            for (CSVRecord row : rows) {
                text.row(Arrays.stream(row.values()).map(Charsets::withoutMark).toList());
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            lines(source, text, separator);
        }
    }

    /** Quotes that do not match leave no rows, so each line is taken for one. */
    private static void lines(Source source, Text text, char separator) throws IOException {
        try (BufferedReader reader = new BufferedReader(Charsets.reader(source))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                text.row(List.of(line.split(Pattern.quote(separator + ""), -1)));
            }
        }
    }

    /** The one that most lines have equally often. */
    private static char separator(String head) {
        char best = ',';
        long most = 0;
        for (char separator : SEPARATORS) {
            long agreeing = agreeing(head, separator);
            if (agreeing > most) {
                most = agreeing;
                best = separator;
            }
        }
        return best;
    }

    /** Whether the first lines are rows of as many cells each, two of them at least. */
    static boolean isTable(String head) {
        long lines = head.lines().limit(LINES).filter(line -> !line.isBlank()).count();
        return lines > 1 && SEPARATORS.stream().anyMatch(separator -> agreeing(head, separator) >= lines);
    }

    private static long agreeing(String head, char separator) {
        List<Long> counts = head.lines()
                .limit(LINES)
                .filter(line -> !line.isBlank())
                .map(line -> outsideQuotes(line, separator))
                .toList();
        long first = counts.isEmpty() ? 0 : counts.getFirst();
        return first == 0 ? 0 : counts.stream().filter(count -> count == first).count();
    }

    private static long outsideQuotes(String line, char separator) {
        long count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            count += !quoted && line.charAt(i) == separator ? 1 : 0;
        }
        return count;
    }
}
