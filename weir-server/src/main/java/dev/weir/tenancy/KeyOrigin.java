package dev.weir.tenancy;

/** Where a key came from. */
public enum KeyOrigin {
    /** Made by Weir, and shown once. */
    ISSUED,
    /** The text of {@code WEIR_ADMIN_KEY}; the next text takes its place. */
    ENVIRONMENT,
    /** The token file for the CLI on this machine; made again when the file is gone. */
    CLI
}
