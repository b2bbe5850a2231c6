package dev.weir.dialect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from pieces that are cut anywhere, by the rules of the WHATWG HTML standard, section 9.2.6:
 * lines end in CR, LF or both; a blank line ends an event; several data lines are joined by LF; comments and fields
 * that are not known say nothing. {@code id} and {@code retry} are not kept: nobody reconnects to a model's answer. Not
 * thread-safe.
 */
public final class SseParser {
    /** What an event may hold unless another bound is given: more than any vendor sends at once. */
    public static final int DEFAULT_LIMIT = 8 << 20;

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(1024);
    private @Nullable List<Message> found;
    private String name = "";
    private boolean hasData;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;

    public SseParser() {
        this(DEFAULT_LIMIT);
    }

    /**
     * @param limit the most bytes that one event's data, or one line, may have
     */
    public SseParser(int limit) {
        this.limit = limit;
    }

    /**
     * One event.
     *
     * @param event its name, {@code message} if it was not named
     * @param data its payload; not empty unless the sender sent an empty one
     */
    public record Message(String event, byte[] data) {
        public String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    /** An event outgrew its bound; the stream cannot be read any further. */
    public static final class EventTooLargeException extends UnreadableStreamException {
        EventTooLargeException(int limit) {
            super("an event of the stream has more than " + limit + " bytes");
        }
    }

    /** Takes the next piece of the stream, and returns the events that it completes, in order. */
    public List<Message> feed(byte[] piece) throws EventTooLargeException {
        found = null;
        int from = 0;
        for (int at = 0; at < piece.length; at++) {
            byte b = piece[at];
            if (b == '\n' && afterCarriageReturn) {
                from = at + 1;
            } else if (b == '\n' || b == '\r') {
                endLine(piece, from, at);
                from = at + 1;
            }
            afterCarriageReturn = b == '\r';
        }
        keep(piece, from);
        return found == null ? List.of() : found;
    }

    /**
     * The event that the end of the stream cut off before its blank line, or nothing. The standard drops it; several
     * vendors end their stream that way.
     */
    public List<Message> finish() throws EventTooLargeException {
        found = null;
        endLine(new byte[0], 0, 0);
        endEvent();
        return found == null ? List.of() : found;
    }

    private void keep(byte[] piece, int from) throws EventTooLargeException {
        if (line.size() + (long) (piece.length - from) > limit) {
            throw new EventTooLargeException(limit);
        }
        line.write(piece, from, piece.length - from);
    }

    private void endLine(byte[] piece, int from, int to) throws EventTooLargeException {
        if (line.size() == 0) {
            line(piece, from, to);
        } else {
            line.write(piece, from, to - from);
            byte[] whole = line.toByteArray();
            line.reset();
            line(whole, 0, whole.length);
        }
    }

    private void line(byte[] bytes, int from, int to) throws EventTooLargeException {
        int start = firstLine && startsWithMark(bytes, from, to) ? from + MARK.length : from;
        firstLine = false;
        if (start == to) {
            endEvent();
            return;
        }
        int colon = start;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, to);
        field(bytes, start, colon, value < to && bytes[value] == ' ' ? value + 1 : value, to);
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        return to - from >= MARK.length && Arrays.equals(bytes, from, from + MARK.length, MARK, 0, MARK.length);
    }

    private void field(byte[] bytes, int start, int colon, int value, int to) throws EventTooLargeException {
        if (is("data", bytes, start, colon)) {
            addData(bytes, value, to);
        } else if (is("event", bytes, start, colon)) {
            name = new String(bytes, value, to - value, StandardCharsets.UTF_8);
        }
    }

    private static boolean is(String field, byte[] bytes, int start, int end) {
        if (end - start != field.length()) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            if (bytes[start + i] != field.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void addData(byte[] bytes, int from, int to) throws EventTooLargeException {
        if ((long) data.size() + (to - from) + 1 > limit) {
            throw new EventTooLargeException(limit);
        }
        if (hasData) {
            data.write('\n');
        }
        data.write(bytes, from, to - from);
        hasData = true;
    }

    private void endEvent() {
        if (hasData) {
            if (found == null) {
                found = new ArrayList<>(4);
            }
            found.add(new Message(name.isEmpty() ? "message" : name, data.toByteArray()));
        }
        data.reset();
        hasData = false;
        name = "";
    }
}
