package dev.weir.config;

/** Whether files are read in isolation. */
public enum IsolationMode {
    AUTO,
    REQUIRED,
    OFF
}
