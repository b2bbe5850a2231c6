package dev.weir.config;

/** What requests have in common that go to the same replica. */
public enum AffinityBy {
    SESSION,
    PREFIX
}
