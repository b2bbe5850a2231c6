package dev.weir.cli;

/** No server answers where one was looked for. */
final class NoServer extends CommandFailure {
    private static final long serialVersionUID = 1L;

    NoServer(String message) {
        super(message);
    }
}
