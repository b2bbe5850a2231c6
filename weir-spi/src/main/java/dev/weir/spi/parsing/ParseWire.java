package dev.weir.spi.parsing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Requests and events on a pipe: a byte that names the kind, then its fields in order. Numbers are big-endian; a text is
 * the length of its UTF-8 bytes and these; a text that may be absent has a byte 0 or 1 before it. A file's bytes follow
 * its request as a length and that many bytes. Each side checks {@link #VERSION} once, at the start.
 *
 * <p>Not thread-safe: one reader and one writer a stream.
 */
public final class ParseWire {
    /** Both sides say it first. */
    public static final int VERSION = 0x57504101;

    /** The longest text of an event, in bytes; longer blocks are sent in pieces. */
    public static final int LONGEST_TEXT = 8 << 20;

    private static final byte TITLE = 1;
    private static final byte PAGE = 2;
    private static final byte BLOCK = 3;
    private static final byte EMBEDDED = 4;
    private static final byte ENDED = 5;

    private ParseWire() {}

    /** Writes what comes before a file's bytes; the caller writes exactly {@code length} bytes after it, and flushes. */
    public static void writeRequest(DataOutputStream out, ParseRequest request, long length) throws IOException {
        writeText(out, request.fileName());
        writeOptional(out, request.password());
        out.writeLong(request.limits().characters());
        out.writeLong(request.limits().expandedBytes());
        out.writeInt(request.limits().depth());
        out.writeInt(request.limits().files());
        out.writeLong(length);
    }

    /**
     * A request, with its file still to be read.
     *
     * @param length how many bytes of the file follow on the stream
     */
    public record Incoming(ParseRequest request, long length) {}

    /**
     * @return null where the stream ends before another request
     */
    public static @Nullable Incoming readRequest(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        byte[] rest = exactly(in, 3);
        int length = first << 24 | (rest[0] & 0xff) << 16 | (rest[1] & 0xff) << 8 | rest[2] & 0xff;
        String name = text(in, length);
        String password = readOptional(in);
        var limits = new ParseRequest.Limits(in.readLong(), in.readLong(), in.readInt(), in.readInt());
        return new Incoming(new ParseRequest(name, password, limits), in.readLong());
    }

    public static void writeEvent(DataOutputStream out, ParseEvent event) throws IOException {
        switch (event) {
            case ParseEvent.Title(String title) -> {
                out.writeByte(TITLE);
                writeText(out, title);
            }
            case ParseEvent.Page(int number, int of) -> {
                out.writeByte(PAGE);
                out.writeInt(number);
                out.writeInt(of);
            }
            case ParseEvent.Block(ParseEvent.Kind kind, int level, String text) -> {
                out.writeByte(BLOCK);
                out.writeByte(kind.ordinal());
                out.writeByte(level);
                writeText(out, text);
            }
            case ParseEvent.Embedded(String name, int depth, ParseEvent.Outcome outcome, String reason) -> {
                out.writeByte(EMBEDDED);
                writeText(out, name);
                out.writeInt(depth);
                out.writeByte(outcome.ordinal());
                writeOptional(out, reason);
            }
            case ParseEvent.Ended(ParseEvent.Outcome outcome, String mediaType, String reason) -> {
                out.writeByte(ENDED);
                out.writeByte(outcome.ordinal());
                writeText(out, mediaType);
                writeOptional(out, reason);
            }
        }
    }

    /**
     * @throws EOFException where the stream ends instead
     * @throws IOException where it is no event: the child is not to be read from any more
     */
    public static ParseEvent readEvent(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case TITLE -> new ParseEvent.Title(readText(in));
            case PAGE -> new ParseEvent.Page(in.readInt(), in.readInt());
            case BLOCK -> new ParseEvent.Block(constant(in, ParseEvent.Kind.values()), in.readByte(), readText(in));
            case EMBEDDED ->
                new ParseEvent.Embedded(
                        readText(in), in.readInt(), constant(in, ParseEvent.Outcome.values()), readOptional(in));
            case ENDED ->
                new ParseEvent.Ended(constant(in, ParseEvent.Outcome.values()), readText(in), readOptional(in));
            default -> throw new IOException("no event of a parser: kind " + kind);
        };
    }

    private static <E> E constant(DataInputStream in, E[] all) throws IOException {
        int at = in.readUnsignedByte();
        if (at >= all.length) {
            throw new IOException("no event of a parser: constant " + at + " of " + all.length);
        }
        return all[at];
    }

    private static void writeOptional(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            writeText(out, text);
        }
    }

    private static @Nullable String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? readText(in) : null;
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new IOException("a text of " + bytes.length + " bytes, the most is " + LONGEST_TEXT);
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return text(in, in.readInt());
    }

    private static String text(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("a text of " + length + " bytes, the most is " + LONGEST_TEXT);
        }
        return new String(exactly(in, length), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the pipe ended in mid-text");
        }
        return bytes;
    }
}
