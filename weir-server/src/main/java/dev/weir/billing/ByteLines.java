package dev.weir.billing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of bytes, without their ends. Not thread-safe. */
final class ByteLines {
    private static final int LONGEST = 1 << 28;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;

    ByteLines(InputStream in) {
        this.in = in;
    }

    /**
     * Null after the last.
     *
     * @throws IllegalArgumentException if one is longer than anybody would write
     */
    byte @Nullable [] next() throws IOException {
        if (at == end && !fill()) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        while (at < end || fill()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            line.write(buffer, at, stop - at);
            boolean whole = stop < end;
            at = whole ? stop + 1 : stop;
            if (whole) {
                break;
            }
            if (line.size() > LONGEST) {
                throw new IllegalArgumentException("a line has more than " + LONGEST + " bytes");
            }
        }
        return line.toByteArray();
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
