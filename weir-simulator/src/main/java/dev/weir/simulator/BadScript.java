package dev.weir.simulator;

/** A script that cannot be played; the message names the field, what was wrong and what would be right. */
public final class BadScript extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadScript(String message) {
        super(message);
    }
}
