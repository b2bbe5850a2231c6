package dev.weir.cli;

/** Ends a command with exit code 1 and this message for the user. */
class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message, null, false, false);
    }
}
