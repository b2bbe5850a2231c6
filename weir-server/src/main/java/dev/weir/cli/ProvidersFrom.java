package dev.weir.cli;

/** Where providers come from that the configuration does not name. */
enum ProvidersFrom {
    /** Keys in the environment. */
    ENV,
    /** Model servers on this machine. */
    LOCAL,
    /** Nowhere, and without a question. */
    NONE
}
