package dev.weir.simulator;

import java.util.Locale;

/** How a request ended, or where it stands. */
public enum Outcome {
    /** Being answered, or waiting for its first token. */
    OPEN,
    /** Answered to the end, faults with a status included: the last byte was handed to the connection. */
    FINISHED,
    /** The simulator closed the connection, by script or because it was shut down. */
    CUT,
    /** The simulator went silent by script; the client is still connected. */
    SILENT,
    /** The client left before the end, also out of a silence. */
    CANCELLED_BY_CLIENT;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As the log's JSON writes it. */
    String wireName() {
        return wireName;
    }
}
