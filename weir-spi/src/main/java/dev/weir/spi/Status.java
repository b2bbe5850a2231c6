package dev.weir.spi;

/** How an exchange ended. */
public enum Status {
    /** The caller got a whole answer. */
    OK,
    /** The caller got an error, or a stream that ended with one. */
    ERROR,
    /** The caller left. */
    CANCELLED,
    /** The process ended before the exchange did; found at the next start. */
    OPEN
}
