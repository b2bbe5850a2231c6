package dev.weir.spi;

/** No reply, or no whole one, and why. */
public final class OutboundException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Reason {
        /** The address is private and the request did not allow that. */
        ADDRESS_REFUSED,
        /** The name does not resolve, nothing listens, or TLS failed. */
        NOT_CONNECTED,
        /** The peer closed or broke protocol before the end. */
        BROKEN,
        TIMEOUT,
        TOO_LARGE,
        /** The credentials that the request needs could not be had. */
        NOT_AUTHORIZED,
        CANCELLED
    }

    private final Reason reason;

    public OutboundException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
