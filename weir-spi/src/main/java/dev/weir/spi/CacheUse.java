package dev.weir.spi;

/** What a request says of the cache. */
public enum CacheUse {
    /** Serve it from memory, and keep its answer, though the policy would not do so by itself. */
    ON,
    /** Neither serve it from memory nor keep its answer, nor share its call. */
    OFF,
    /** Make the answer anew and keep that one. */
    REFRESH
}
