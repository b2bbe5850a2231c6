package dev.weir.cli;

/** Where providers come from that the configuration does not name. */
enum ProvidersFrom {
    /** Keys in the environment. */
    ENV
}
