package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Ended;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.spi.parsing.ParseWire;
import dev.weir.spi.parsing.ParseWire.Incoming;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Answers one request after the other on a pair of streams. */
final class Conversation {
    private static final Ended TOO_MUCH = new Ended(
            Outcome.TOO_LARGE,
            "application/octet-stream",
            "reading it takes more memory than there is; split it into smaller files");

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Ocr ocr;

    Conversation(DataInputStream in, DataOutputStream out, Ocr ocr) {
        this.in = in;
        this.out = out;
        this.ocr = ocr;
    }

    /**
     * @return whether the last file left the memory in order; where not, this JVM should end
     */
    boolean untilTheEnd() throws IOException {
        out.writeInt(ParseWire.VERSION);
        out.flush();
        if (in.readInt() != ParseWire.VERSION) {
            throw new IOException("the server speaks another version");
        }
        for (Incoming next = ParseWire.readRequest(in); next != null; next = ParseWire.readRequest(in)) {
            if (!answer(next)) {
                return false;
            }
        }
        return true;
    }

    private boolean answer(Incoming incoming) throws IOException {
        try {
            tell(read(incoming));
            return true;
        } catch (OutOfMemoryError e) {
            tell(TOO_MUCH);
            return false;
        } finally {
            out.flush();
        }
    }

    private Ended read(Incoming incoming) throws IOException {
        Optional<byte[]> file = file(incoming.length());
        if (file.isEmpty()) {
            return TOO_MUCH;
        }
        ParseRequest request = incoming.request();
        var source = new Source(request.fileName(), file.get(), request.password());
        var reading = new FileReading(new Bounds(request.limits()), ocr);
        try {
            return reading.read(source, this::tellUnchecked);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Empty where it does not fit into memory; it is passed over then, so that the next request can be read. */
    private Optional<byte[]> file(long length) throws IOException {
        byte[] bytes;
        try {
            bytes = new byte[Math.toIntExact(length)];
        } catch (OutOfMemoryError | ArithmeticException tooLarge) {
            in.skipNBytes(length);
            return Optional.empty();
        }
        in.readFully(bytes);
        return Optional.of(bytes);
    }

    private void tellUnchecked(ParseEvent event) {
        try {
            tell(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(ParseEvent event) throws IOException {
        ParseWire.writeEvent(out, event);
        if (event instanceof ParseEvent.Page) {
            out.flush();
        }
    }
}
