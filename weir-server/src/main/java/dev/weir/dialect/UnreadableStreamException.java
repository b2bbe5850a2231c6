package dev.weir.dialect;

/** A stream broke its own rules, so that nothing after it can be read; the message says how. */
public class UnreadableStreamException extends Exception {
    UnreadableStreamException(String message) {
        super(message);
    }
}
