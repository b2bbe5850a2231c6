package dev.weir.config;

/** Whose word counts on whether a request is answered from the cache. */
public enum CacheMode {
    OFF,
    ON,
    NEVER
}
