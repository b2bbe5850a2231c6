package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is left of a request's limits; a file and all files in it draw on the same. */
final class Bounds {
    private final Limits limits;
    private long characters;
    private long bytes;
    private int files;
    private @Nullable NotRead passed;

    Bounds(Limits limits) {
        this.limits = limits;
        characters = limits.characters();
        bytes = limits.expandedBytes();
        files = limits.files();
    }

    /** The first bound that was passed. */
    Optional<NotRead> passed() {
        return Optional.ofNullable(passed);
    }

    /**
     * Takes as much of a text as there is room for.
     *
     * @return how many characters of {@code length} fit; fewer only where the text ends here
     */
    int take(int length) {
        int fit = (int) Math.min(characters, length);
        characters -= fit;
        return fit;
    }

    NotRead textIsFull() {
        return pass(new NotRead(
                Outcome.TRUNCATED,
                "read up to the limit of " + limits.characters() + " characters; what follows was left out"));
    }

    /** A page is work even where nothing stands on it, so each counts as that many characters at least. */
    void page(int cost) {
        characters -= cost;
        if (characters < 0) {
            characters = 0;
            throw textIsFull();
        }
    }

    /** Counts bytes that came out of something compressed or encoded. */
    void expand(long count) {
        bytes -= count;
        if (bytes < 0) {
            throw pass(new NotRead(
                    Outcome.TOO_LARGE,
                    "it expands to more than " + limits.expandedBytes()
                            + " bytes; send its contents in smaller files"));
        }
    }

    boolean isTooDeep(int depth) {
        if (depth > limits.depth()) {
            pass(new NotRead(
                    Outcome.TRUNCATED, "files nested deeper than " + limits.depth() + " levels were left out"));
            return true;
        }
        return false;
    }

    boolean isOneFileTooMany() {
        if (files == 0) {
            pass(new NotRead(
                    Outcome.TRUNCATED, "of the files in it the first " + limits.files() + " were read, no more"));
            return true;
        }
        files--;
        return false;
    }

    private NotRead pass(NotRead bound) {
        if (passed == null || passed.outcome() == Outcome.TRUNCATED) {
            passed = bound;
        }
        return bound;
    }

    InputStream counting(InputStream expanded) {
        return new FilterInputStream(expanded) {
            @Override
            public int read() throws IOException {
                int read = in.read();
                expand(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = in.read(into, from, length);
                expand(Math.max(0, read));
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = in.skip(count);
                expand(skipped);
                return skipped;
            }
        };
    }
}
