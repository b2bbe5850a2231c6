package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Ended;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.spi.parsing.ParseWire;
import dev.weir.spi.parsing.ParseWire.Incoming;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers one request after the other on a pair of streams. */
final class Conversation {
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
            out.flush();
            return true;
        } catch (OutOfMemoryError e) {
            tell(new Ended(
                    Outcome.TOO_LARGE,
                    "application/octet-stream",
                    "reading it takes more memory than there is; split it into smaller files"));
            out.flush();
            return false;
        }
    }

    private Ended read(Incoming incoming) throws IOException {
        ParseRequest request = incoming.request();
        var source = new Source(request.fileName(), file(incoming.length()), request.password());
        var reading = new FileReading(new Bounds(request.limits()), ocr);
        try {
            return reading.read(source, this::tellUnchecked);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private byte[] file(long length) throws IOException {
        if (length > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("a file of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        if (in.readNBytes(bytes, 0, bytes.length) < length) {
            throw new EOFException("the pipe ended in mid-file");
        }
        return bytes;
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
