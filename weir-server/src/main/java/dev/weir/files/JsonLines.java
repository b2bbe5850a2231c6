package dev.weir.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSONL a line at a time: lines end with LF or CR LF, the last one may end with the file, blank ones are passed
 * over but counted, and a byte order mark before the first is ignored. A line that is too long is read to its end and
 * reported, without being held. One thread uses it; closing it closes the source.
 */
public final class JsonLines implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final InputStream source;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private int number;

    /**
     * @param longest the most bytes of a line that are held
     */
    public JsonLines(InputStream source, int longest) {
        this.source = source;
        this.longest = longest;
    }

    /**
     * A line that is not blank.
     *
     * @param number its place in the file, from 1
     * @param bytes without its end; null if it is too long
     */
    public record Line(int number, byte @Nullable [] bytes) {}

    /** The next line that is not blank; null at the end. */
    public @Nullable Line next() throws IOException {
        while (true) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            boolean tooLong = false;
            boolean any = false;
            int end = -1;
            while (end < 0 && fill()) {
                any = true;
                end = endOfLine();
                int stop = end < 0 ? filled : end;
                tooLong |= line.size() + (stop - at) > longest;
                if (!tooLong) {
                    line.write(buffer, at, stop - at);
                }
                at = end < 0 ? filled : end + 1;
            }
            if (!any) {
                return null;
            }
            number++;
            byte[] bytes = stripped(line.toByteArray(), number == 1);
            if (tooLong || bytes.length > 0) {
                return new Line(number, tooLong ? null : bytes);
            }
        }
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            filled = Math.max(0, source.read(buffer, 0, buffer.length));
            at = 0;
        }
        return at < filled;
    }

    private int endOfLine() {
        for (int i = at; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Without white space around it, which JSON allows. */
    private static byte[] stripped(byte[] line, boolean first) {
        int from = first && startsWithMark(line) ? 3 : 0;
        int to = line.length;
        while (from < to && isBlank(line[from])) {
            from++;
        }
        while (to > from && isBlank(line[to - 1])) {
            to--;
        }
        return java.util.Arrays.copyOfRange(line, from, to);
    }

    private static boolean startsWithMark(byte[] line) {
        return line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    }

    private static boolean isBlank(byte one) {
        return one == ' ' || one == '\t' || one == '\r';
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
