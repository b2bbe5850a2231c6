package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Ended;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the files in a file, and sees to the bounds that all share. */
final class Inner {
    private static final int LONGEST_NAME = 500;
    /** A file in a file is held beside it. */
    private static final int MOST_IN_MEMORY =
            (int) Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 6);

    private final FileReading reading;
    private final @Nullable String password;
    private final Consumer<ParseEvent> to;
    private final int depth;
    private boolean hasWords;
    private @Nullable Embedded unread;

    Inner(FileReading reading, @Nullable String password, Consumer<ParseEvent> to, int depth) {
        this.reading = reading;
        this.password = password;
        this.to = to;
        this.depth = depth;
    }

    Bounds bounds() {
        return reading.bounds();
    }

    Ocr ocr() {
        return reading.ocr();
    }

    boolean hasWords() {
        return hasWords;
    }

    /** Reads a file in the file: its bytes are counted, its outcome is told. */
    void open(String name, InputStream content) throws IOException {
        if (bounds().isOneFileTooMany()) {
            throw new NotRead(
                    Outcome.TRUNCATED, bounds().passed().map(NotRead::reason).orElse("too many files"));
        }
        if (bounds().isTooDeep(depth + 1)) {
            tell(name, Outcome.TOO_LARGE, "nested deeper than files are opened");
            return;
        }
        byte[] bytes = bounds().counting(content).readNBytes(MOST_IN_MEMORY + 1);
        if (bytes.length > MOST_IN_MEMORY) {
            tell(name, Outcome.TOO_LARGE, "it is larger than " + (MOST_IN_MEMORY >> 20) + " MB; send it by itself");
        } else {
            read(name, bytes);
        }
    }

    private void read(String name, byte[] bytes) {
        Kept kept = new Kept(to, embedded(name, Outcome.READ, null));
        var source = new Source(name, bytes, password);
        Ended ended = reading.read(source, kept, depth + 1);
        hasWords |= kept.hasWords();
        kept.tell(embedded(name, ended.outcome(), ended.reason()));
        remember(embedded(name, ended.outcome(), ended.reason()));
    }

    /** A file in the file that is read elsewhere, or not, and why. */
    void tell(String name, Outcome outcome, @Nullable String reason) {
        Embedded embedded = embedded(name, outcome, reason);
        to.accept(embedded);
        remember(embedded);
    }

    private void remember(Embedded embedded) {
        if (unread == null && embedded.outcome() != Outcome.READ && embedded.outcome() != Outcome.EMPTY) {
            unread = embedded;
        }
    }

    private Embedded embedded(String name, Outcome outcome, @Nullable String reason) {
        String shown = Rows.oneLine(name);
        return new Embedded(
                shown.isEmpty() ? "unnamed" : shown.substring(0, Math.min(LONGEST_NAME, shown.length())),
                depth + 1,
                outcome,
                reason);
    }

    /** The last word about a file in which no words were: what became of a file in it, if anything did. */
    Ended withoutWords(String mediaType) {
        Embedded first = unread;
        return first == null
                ? new Ended(Outcome.EMPTY, mediaType, "there are no words in it")
                : new Ended(
                        first.outcome(),
                        mediaType,
                        "nothing in it could be read, first " + first.name() + ": " + first.reason());
    }
}
